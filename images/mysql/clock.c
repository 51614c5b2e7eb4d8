// The wall clock of the server, shifted by an offset that the harness may change at any time (fault clock-skew).
//
// Preloaded into mysqld. The offset, nanoseconds as a 64-bit integer, is read from a mapped file: no system call, and
// while it is 0 all is as without this library.
//
// Deadlines, which a program calculates from the shifted clock, are shifted back before the kernel sees them: a wait
// of a second stays one.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { second_ns = 1000000000 };

static const int64_t zero;
static const volatile int64_t *offset_ns;

static int (*real_gettime)(clockid_t, struct timespec *);
static int (*real_cond_timedwait)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
static int (*real_cond_clockwait)(pthread_cond_t *, pthread_mutex_t *, clockid_t, const struct timespec *);
static int (*real_sem_timedwait)(sem_t *, const struct timespec *);
static int (*real_mutex_timedlock)(pthread_mutex_t *, const struct timespec *);

__attribute__((constructor)) static void init(void) {
  real_gettime = dlsym(RTLD_NEXT, "clock_gettime");
  // On x86-64 there are two; the older one knows other condition variables, and dlsym finds that.
  real_cond_timedwait = dlvsym(RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.3.2");
  if (!real_cond_timedwait) real_cond_timedwait = dlsym(RTLD_NEXT, "pthread_cond_timedwait");
  real_cond_clockwait = dlsym(RTLD_NEXT, "pthread_cond_clockwait");
  real_sem_timedwait = dlsym(RTLD_NEXT, "sem_timedwait");
  real_mutex_timedlock = dlsym(RTLD_NEXT, "pthread_mutex_timedlock");
  int file = open("/run/ha-drill/clock-offset", O_RDONLY | O_CLOEXEC);
  const void *mapped = file < 0 ? MAP_FAILED : mmap(NULL, sizeof zero, PROT_READ, MAP_SHARED, file, 0);
  if (file >= 0) close(file);
  offset_ns = mapped == MAP_FAILED ? &zero : mapped;
}

static struct timespec shifted(struct timespec time, int64_t by_ns) {
  int64_t ns = time.tv_nsec + by_ns % second_ns;
  time.tv_sec += by_ns / second_ns + (ns >= second_ns) - (ns < 0);
  time.tv_nsec = ns + (ns < 0 ? second_ns : 0) - (ns >= second_ns ? second_ns : 0);
  return time;
}

// A deadline of more than 31 years is one of the wall clock: others count from the start of the machine.
static struct timespec real(const struct timespec *deadline) {
  return deadline->tv_sec > second_ns ? shifted(*deadline, -*offset_ns) : *deadline;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  if (!offset_ns) init(); // another library's constructor asks before ours has run
  int result = real_gettime(clock, time);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) *time = shifted(*time, *offset_ns);
  return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  (void)zone;
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now)) return -1;
  *time = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
  return 0;
}

time_t time(time_t *seconds) {
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME_COARSE, &now)) return -1;
  if (seconds) *seconds = now.tv_sec;
  return now.tv_sec;
}

int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict deadline) {
  if (!offset_ns) init();
  struct timespec until = real(deadline);
  return real_cond_timedwait(condition, mutex, &until);
}

int pthread_cond_clockwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex, clockid_t clock,
                           const struct timespec *restrict deadline) {
  if (!offset_ns) init();
  struct timespec until = real(deadline);
  return real_cond_clockwait(condition, mutex, clock, &until);
}

int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict deadline) {
  if (!offset_ns) init();
  struct timespec until = real(deadline);
  return real_sem_timedwait(semaphore, &until);
}

int pthread_mutex_timedlock(pthread_mutex_t *restrict mutex, const struct timespec *restrict deadline) {
  if (!offset_ns) init();
  struct timespec until = real(deadline);
  return real_mutex_timedlock(mutex, &until);
}

// Delays packets where the kernel has no netem: takes them from an NFQUEUE, holds each for DELAY plus or minus a
// uniform JITTER, and lets it go on. Packets keep their order.
//
//   delayer QUEUE DELAY_US JITTER_US
//
// Prints "ready" when the queue is bound. At the end of stdin it lets go of what it holds and exits: the queue
// unbinds, and with --queue-bypass every packet passes again.
//
// For packets that come in (PREROUTING): one that goes out still counts against its sender's TCP small queue while
// it is held, and would throttle it.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <linux/netlink.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { batch = 64, longest_queue = 200000, capacity = 262144 };

static int netlink;
static uint16_t queue;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

// Held packets in a ring: as they keep their order, the first is always the next that is due.
static struct { uint64_t due_ns; uint32_t id; } held[capacity];
static size_t first, count;

// --- Netlink messages ---

static char *put_header(char *at, int type, int flags) {
  struct nlmsghdr *header = (void *)at;
  memset(at, 0, NLMSG_HDRLEN + sizeof(struct nfgenmsg));
  header->nlmsg_type = (NFNL_SUBSYS_QUEUE << 8) | type;
  header->nlmsg_flags = NLM_F_REQUEST | flags;
  struct nfgenmsg *family = NLMSG_DATA(header);
  family->version = NFNETLINK_V0;
  family->res_id = htons(queue);
  return at + NLMSG_HDRLEN + NLMSG_ALIGN(sizeof *family);
}

static char *put_attribute(char *at, int type, const void *value, int length) {
  struct nlattr *attribute = (void *)at;
  attribute->nla_type = type;
  attribute->nla_len = NLA_HDRLEN + length;
  memcpy(at + NLA_HDRLEN, value, length);
  return at + NLA_ALIGN(attribute->nla_len);
}

// Sends one message of configuration, which begins at `message` and ends at `end`, and waits for its answer.
static void configure(char *message, char *end) {
  ((struct nlmsghdr *)message)->nlmsg_len = end - message;
  if (send(netlink, message, end - message, 0) < 0) die("configuring the queue");
  char answer[4096];
  if (recv(netlink, answer, sizeof answer, 0) < 0) die("the kernel's answer");
  struct nlmsghdr *header = (void *)answer;
  if (header->nlmsg_type != NLMSG_ERROR) return;
  errno = -((struct nlmsgerr *)NLMSG_DATA(header))->error;
  if (errno) die("the queue");
}

static void bind_queue(void) {
  netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
  if (netlink < 0) die("netlink");
  struct sockaddr_nl self = {.nl_family = AF_NETLINK};
  if (bind(netlink, (void *)&self, sizeof self)) die("netlink");
  int bytes = 16 << 20, on = 1;
  if (setsockopt(netlink, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes))
    setsockopt(netlink, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);

  char message[256];
  struct nfqnl_msg_config_cmd command = {NFQNL_CFG_CMD_BIND, 0, htons(AF_INET)};
  char *end = put_header(message, NFQNL_MSG_CONFIG, NLM_F_ACK);
  configure(message, put_attribute(end, NFQA_CFG_CMD, &command, sizeof command));

  // No packet's content is needed.
  struct nfqnl_msg_config_params parameters = {0, NFQNL_COPY_META};
  uint32_t length = htonl(longest_queue);
  end = put_header(message, NFQNL_MSG_CONFIG, NLM_F_ACK);
  end = put_attribute(end, NFQA_CFG_PARAMS, &parameters, sizeof parameters);
  configure(message, put_attribute(end, NFQA_CFG_QUEUE_MAXLEN, &length, sizeof length));

  // GSO: packets stay as large as they are. FAIL_OPEN: a full queue lets packets pass.
  uint32_t flags = htonl(NFQA_CFG_F_GSO | NFQA_CFG_F_FAIL_OPEN);
  end = put_header(message, NFQNL_MSG_CONFIG, NLM_F_ACK);
  end = put_attribute(end, NFQA_CFG_FLAGS, &flags, sizeof flags);
  configure(message, put_attribute(end, NFQA_CFG_MASK, &flags, sizeof flags));

  setsockopt(netlink, SOL_NETLINK, NETLINK_NO_ENOBUFS, &on, sizeof on);
  fcntl(netlink, F_SETFL, O_NONBLOCK);
}

// --- Packets ---

static void hold(const struct nlmsghdr *header, int64_t delay_ns, int64_t jitter_ns) {
  static uint64_t last_due_ns;
  const char *at = (const char *)NLMSG_DATA(header) + NLMSG_ALIGN(sizeof(struct nfgenmsg));
  const char *end = (const char *)header + header->nlmsg_len;
  while (at + NLA_HDRLEN <= end) {
    const struct nlattr *attribute = (const void *)at;
    if (attribute->nla_len < NLA_HDRLEN) return;
    if ((attribute->nla_type & NLA_TYPE_MASK) == NFQA_PACKET_HDR) {
      const struct nfqnl_msg_packet_hdr *packet = (const void *)(at + NLA_HDRLEN);
      int64_t wait_ns = delay_ns + (int64_t)((drand48() * 2 - 1) * (double)jitter_ns);
      uint64_t due_ns = now_ns() + (wait_ns > 0 ? (uint64_t)wait_ns : 0);
      if (due_ns < last_due_ns) due_ns = last_due_ns;
      last_due_ns = due_ns;
      // The kernel queues fewer than we have room for: FAIL_OPEN takes care of the rest.
      size_t place = (first + count++) % capacity;
      held[place].due_ns = due_ns;
      held[place].id = ntohl(packet->packet_id);
      return;
    }
    at += NLA_ALIGN(attribute->nla_len);
  }
}

static void receive(int64_t delay_ns, int64_t jitter_ns) {
  static char buffers[batch][2048];
  struct mmsghdr messages[batch];
  struct iovec vectors[batch];
  for (int i = 0; i < batch; i++) {
    vectors[i] = (struct iovec){buffers[i], sizeof buffers[i]};
    messages[i].msg_hdr = (struct msghdr){.msg_iov = &vectors[i], .msg_iovlen = 1};
  }
  int received = recvmmsg(netlink, messages, batch, MSG_DONTWAIT, NULL);
  for (int i = 0; i < received; i++) {
    int left = messages[i].msg_len;
    for (struct nlmsghdr *header = (void *)buffers[i]; NLMSG_OK(header, left); header = NLMSG_NEXT(header, left))
      if (header->nlmsg_type == ((NFNL_SUBSYS_QUEUE << 8) | NFQNL_MSG_PACKET)) hold(header, delay_ns, jitter_ns);
  }
}

static void release(uint64_t until_ns) {
  char verdicts[batch * 64], *end = verdicts;
  for (; count > 0 && held[first].due_ns <= until_ns; first = (first + 1) % capacity, count--) {
    struct nfqnl_msg_verdict_hdr verdict = {htonl(NF_ACCEPT), htonl(held[first].id)};
    char *message = end;
    end = put_attribute(put_header(message, NFQNL_MSG_VERDICT, 0), NFQA_VERDICT_HDR, &verdict, sizeof verdict);
    ((struct nlmsghdr *)message)->nlmsg_len = end - message;
    if (end - verdicts < (long)sizeof verdicts - 64) continue;
    if (send(netlink, verdicts, end - verdicts, 0) < 0 && errno != ENOENT) perror("verdict");
    end = verdicts;
  }
  if (end != verdicts && send(netlink, verdicts, end - verdicts, 0) < 0 && errno != ENOENT) perror("verdict");
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: delayer QUEUE DELAY_US JITTER_US\n");
    return 64;
  }
  queue = (uint16_t)atoi(argv[1]);
  int64_t delay_ns = atoll(argv[2]) * 1000, jitter_ns = atoll(argv[3]) * 1000;
  setvbuf(stdout, NULL, _IOLBF, 0);
  prctl(PR_SET_TIMERSLACK, 1);
  srand48(time(NULL));
  bind_queue();
  puts("ready");
  for (;;) {
    struct pollfd inputs[2] = {{netlink, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
    struct timespec until = {0, 0};
    if (count > 0) {
      uint64_t now = now_ns();
      uint64_t wait_ns = held[first].due_ns > now ? held[first].due_ns - now : 0;
      until = (struct timespec){.tv_sec = wait_ns / 1000000000u, .tv_nsec = wait_ns % 1000000000u};
    }
    ppoll(inputs, 2, count > 0 ? &until : NULL, NULL);
    if (inputs[0].revents) receive(delay_ns, jitter_ns);
    release(now_ns());
    if (inputs[1].revents) {
      char line[64];
      if (read(STDIN_FILENO, line, sizeof line) > 0) continue;
      receive(delay_ns, jitter_ns);
      release(UINT64_MAX);
      return 0;
    }
  }
}

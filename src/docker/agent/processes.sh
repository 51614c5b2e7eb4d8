# Processes of the target's container: kill, stop, freeze. Everything by built-ins: /proc is read without a fork.

# The microsecond at which a wait of $1 seconds is over.
deadline_in() { deadline=$((${EPOCHREALTIME/[.,]/} + $1 * 1000000)); }
is_late() { [ "${EPOCHREALTIME/[.,]/}" -gt "$deadline" ]; }

# A pause of $1 seconds without a process of its own: a read from a pipe into which nobody writes.
exec {silent}<> <(:)
nap() { read -r -t "$1" -u "$silent" || :; }

# state_of STAT: sets `state` from a stat file of /proc. A name may hold spaces, so it is read from the last ")".
state_of() {
  local line
  state=
  { read -r line <"$1"; } 2>/dev/null || return
  state=${line##*) }
  state=${state%% *}
}

# pids_of NAME: processes of that name that are alive (not zombies).
pids_of() {
  local stat pid name state rest
  for stat in /proc/[0-9]*/stat; do
    { read -r pid name state rest <"$stat"; } 2>/dev/null || continue
    if [ "$name" = "($1)" ] && [ "$state" != Z ]; then echo "$pid"; fi
  done
}

# the_process NAME: sets `pid`, or fails and says so.
the_process() {
  pid=$(pids_of "$1")
  [ -n "$pid" ] || { echo "no process $1"; return 1; }
}

# ended PID: the process is gone, or is a zombie whose last thread has ended. While threads of a zombie still end,
# its sockets are open and a client may yet be accepted.
ended() {
  local state
  state_of "/proc/$1/stat" || return 0
  [ "$state" = Z ] || return 1
  set -- "/proc/$1/task/"*
  [ $# -le 1 ]
}

# kill_process NAME: SIGKILL, then wait until the process has ended.
kill_process() {
  local pid deadline
  the_process "$1" || return
  kill -KILL $pid || return
  deadline_in 10
  until ended "$pid"; do
    ! is_late || { echo "pid $pid of $1 has SIGKILL and does not end"; return 1; }
  done
  echo "pid $pid of $1 is gone"
}

# stop_process NAME: SIGTERM; answers the process id at once.
stop_process() {
  local pid
  the_process "$1" || return
  kill -TERM $pid && echo "$pid"
}

# Names of the processes that were frozen and not thawed.
declare -A frozen=()

# stopped_threads PID: how many threads it has, if all of them are in state T; else fails.
stopped_threads() {
  local stat state threads=0
  for stat in "/proc/$1/task/"[0-9]*/stat; do
    state_of "$stat" || continue
    [ "$state" = T ] || return 1
    threads=$((threads + 1))
  done
  [ "$threads" -gt 0 ] && echo "$threads"
}

# freeze_process NAME: SIGSTOP, then wait until every thread has stopped.
freeze_process() {
  local pid deadline threads
  the_process "$1" || return
  frozen[$1]=1
  kill -STOP $pid || return
  deadline_in 10
  until threads=$(stopped_threads "$pid"); do
    ! is_late || { echo "pid $pid of $1 has SIGSTOP and does not stop"; return 1; }
  done
  echo "pid $pid of $1: $threads threads in state T"
}

# thaw_process NAME: SIGCONT to every process of that name. Idempotent.
thaw_process() {
  local pid
  for pid in $(pids_of "$1"); do kill -CONT "$pid"; done
  unset "frozen[$1]"
}

thaw_all() {
  local name
  for name in "${!frozen[@]}"; do thaw_process "$name"; done
}

# frozen_pids NAME: processes of that name of which every thread is stopped.
frozen_pids() {
  local pid
  for pid in $(pids_of "$1"); do
    if stopped_threads "$pid" >/dev/null; then echo "$pid"; fi
  done
}

# stopped_processes: every process of the container of which a thread is stopped.
stopped_processes() {
  local stat state
  for stat in /proc/[0-9]*/stat; do
    state_of "$stat" || continue
    if [ "$state" = T ]; then echo "stopped: $stat"; fi
  done
}

# Processes: kill, stop, freeze. Everything by built-ins: /proc is read without a fork.

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

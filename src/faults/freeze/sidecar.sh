# Processes that stand still: SIGSTOP, and SIGCONT.

# Names of the processes that were frozen and not thawed.
declare -A frozen=()

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

heals+=(thaw_all)
remains+=(stopped_processes)

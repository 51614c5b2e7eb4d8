# Processes of other containers, for the agent in the host's process namespace. A start of a server is named by its
# process id on the host and the ticks at which it began: no other process ever has both.

# Starts that were frozen and not thawed: "PID TICKS CONTAINER".
declare -A frozen_starts=()

# find_start PID CONTAINER: sets `start` to "PID TICKS INNER" of a process that lives in that container, INNER being its
# id there; else fails.
find_start() {
  local cgroups= stat= status= fields
  start=
  {
    read -r -d '' cgroups <"/proc/$1/cgroup"
    read -r stat <"/proc/$1/stat"
    read -r -d '' status <"/proc/$1/status"
  } 2>/dev/null
  [[ $cgroups == *"$2"* ]] || return
  # A name may hold spaces: fields are counted from the last ")".
  read -r -a fields <<<"${stat##*) }"
  [[ ${fields[0]} != [ZX] && $status =~ NSpid:([[:space:]]+[0-9]+)*[[:space:]]+([0-9]+) ]] || return
  start="$1 ${fields[19]} ${BASH_REMATCH[2]}"
}

# starts_in CONTAINER NAME: every process of that name that lives in the container.
starts_in() {
  local stat pid name rest start
  for stat in /proc/[0-9]*/stat; do
    { read -r pid name rest <"$stat"; } 2>/dev/null || continue
    if [ "$name" = "($2)" ] && find_start "$pid" "$1"; then echo "$start"; fi
  done
}

# start_of PID CONTAINER: the same of one process, if it lives there.
start_of() {
  local start
  if find_start "$1" "$2"; then echo "$start"; fi
}

# lives PID TICKS CONTAINER: that start still runs, in that container.
lives() {
  local start
  find_start "$1" "$3" && [ "${start% *}" = "$1 $2" ]
}

# signal_start SIGNAL PID TICKS CONTAINER: to that start and to no other process.
signal_start() {
  lives "$2" "$3" "$4" || { echo "process $2 of the host is not the server that was found in its container"; return 1; }
  kill -"$1" "$2"
}

# ended_start PID TICKS CONTAINER: answers "ended" once it has, with all its threads.
ended_start() {
  local stat= fields
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null
  read -r -a fields <<<"${stat##*) }"
  if [ "${fields[19]}" != "$2" ] || ended "$1"; then echo ended; fi
}

# freeze_start PID TICKS CONTAINER: SIGSTOP.
freeze_start() {
  frozen_starts[$*]=1
  signal_start STOP "$@"
}

# thaw_start PID TICKS CONTAINER: SIGCONT, if it lives. Idempotent.
thaw_start() {
  if lives "$@"; then kill -CONT "$1"; fi
  unset "frozen_starts[$*]"
}

# frozen_threads PID TICKS CONTAINER: how many threads it has, if all of them are in state T.
frozen_threads() {
  if lives "$@"; then stopped_threads "$1" || :; fi
}

thaw_starts() {
  local one
  for one in "${!frozen_starts[@]}"; do thaw_start $one; done
}

heals+=(thaw_starts)

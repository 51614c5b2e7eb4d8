# Out of memory: whom the kernel kills first, and how often it has killed.

# Scores of processes as they were before, by process id.
declare -A oom_scores=()

# oom_prefer PID: the kernel kills this process before all others of its memory cgroup.
oom_prefer() {
  local score
  read -r score <"/proc/$1/oom_score_adj" || return
  oom_scores[$1]=$score
  echo 1000 >"/proc/$1/oom_score_adj"
}

# oom_as_before: undoes it for those that live. Idempotent.
oom_as_before() {
  local pid
  for pid in "${!oom_scores[@]}"; do
    if [ -e "/proc/$pid" ]; then echo "${oom_scores[$pid]}" >"/proc/$pid/oom_score_adj"; fi
  done
  oom_scores=()
}

# oom_preferred: the processes whose score is still raised.
oom_preferred() {
  local pid
  for pid in "${!oom_scores[@]}"; do echo "killed first when memory runs out: process $pid"; done
}

# oom_kills: how many processes of the container the kernel has killed for want of memory (cgroup v1, or v2).
oom_kills() {
  local key value file cgroup=/proc/1/root/sys/fs/cgroup
  for file in "$cgroup/memory/memory.oom_control" "$cgroup/memory.events"; do
    [ -e "$file" ] || continue
    while read -r key value; do
      if [ "$key" = oom_kill ]; then echo "$value"; return; fi
    done <"$file"
  done
  echo "the kernel does not count whom it kills for want of memory"
  return 1
}

heals+=(oom_as_before)
remains+=(oom_preferred)

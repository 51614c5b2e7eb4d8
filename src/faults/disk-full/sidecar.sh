# Ballast on a disk of the target.

ballast_on() { ballast=/proc/1/root$1/.ha-drill-ballast; }

# fill_disk MOUNT-POINT: nearly all at once, by blocks that are reserved and not written, then zeros until a write fails.
fill_disk() {
  local device ballast free last=1048576
  own_disk "$1" || return
  ballast_on "$1"
  free=$(free_bytes "$1")
  if [ "$free" -gt "$last" ]; then fallocate -l $((free - last)) "$ballast" || return; fi
  cat /dev/zero >>"$ballast" 2>/dev/null
  echo "$free"
}

# empty_disk MOUNT-POINT: idempotent.
empty_disk() {
  local ballast
  ballast_on "$1"
  rm -f "$ballast"
}

empty_disks() {
  local device path
  while read -r device path; do empty_disk "$path"; done < <(own_disks)
}

# ballasts: those that are there.
ballasts() {
  local device path ballast
  while read -r device path; do
    ballast_on "$path"
    if [ -e "$ballast" ]; then echo "$path is full of ballast"; fi
  done < <(own_disks)
}

heals+=(empty_disks)
remains+=(ballasts)

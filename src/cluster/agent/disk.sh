# The target's disks: volumes of a fixed size on images of ours. Its files are reached through the root of its PID 1.

# own_disks: "MAJOR:MINOR MOUNT-POINT" of each.
own_disks() {
  local id parent device root path rest image
  while read -r id parent device root path rest; do
    { read -r image <"/sys/dev/block/$device/loop/backing_file"; } 2>/dev/null || continue
    case $image in */ha-drill.run/*.img*) echo "$device $path" ;; esac
  done </proc/1/mountinfo
}

# own_disk MOUNT-POINT: sets `device`; fails where something else is mounted there, which others may use as well.
own_disk() {
  local path
  while read -r device path; do [ "$path" != "$1" ] || return 0; done < <(own_disks)
  echo "$1 is not on a disk of a fixed size that ha-drill made"
  return 1
}

ballast_on() { ballast=/proc/1/root$1/.ha-drill-ballast; }
free_bytes() { echo $(($(stat -f -c '%a * %S' "/proc/1/root$1"))); }

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

# try_write MOUNT-POINT: writes and syncs a block of a file of its own. Says "written" or why not, and how many bytes
# are free by the kernel's count: some of them it keeps for itself.
try_write() {
  local file=/proc/1/root$1/.ha-drill-trial said
  if said=$(dd if=/dev/zero of="$file" bs=4096 count=1 conv=fsync status=none 2>&1); then echo written; else echo "${said##*: }"; fi
  rm -f "$file" 2>/dev/null
  free_bytes "$1"
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

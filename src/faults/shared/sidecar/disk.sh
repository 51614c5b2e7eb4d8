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

# sync_disks: writes back all that is not on the disks yet.
sync_disks() {
  local device path
  while read -r device path; do sync -f "/proc/1/root$path" || return; done < <(own_disks)
}

free_bytes() { echo $(($(stat -f -c '%a * %S' "/proc/1/root$1"))); }

# write_says MOUNT-POINT: writes and syncs a block of a file of its own; says "written", or why not.
write_says() {
  local file=/proc/1/root$1/.ha-drill-trial said
  if said=$(dd if=/dev/zero of="$file" bs=4096 count=1 conv=fsync status=none 2>&1); then said=written; fi
  rm -f "$file" 2>/dev/null
  echo "${said##*: }"
}

# try_write MOUNT-POINT: the same, and how many bytes are free by the kernel's count; some of them it keeps for itself.
try_write() { write_says "$1"; free_bytes "$1"; }

# shut_down_disks MOUNT-POINT...: as when they die: what is not on them yet is lost, and all I/O fails from now on.
shut_down_disks() {
  local device path
  for path; do own_disk "$path" || return; done
  for path; do xfs_io -x -c shutdown "/proc/1/root$path" || return; done
}

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

# write_says MOUNT-POINT: writes and syncs a block of a file of its own; says "written", or why not.
write_says() {
  local file=/proc/1/root$1/.ha-drill-trial said
  if said=$(dd if=/dev/zero of="$file" bs=4096 count=1 conv=fsync status=none 2>&1); then said=written; fi
  rm -f "$file" 2>/dev/null
  echo "${said##*: }"
}

# try_write MOUNT-POINT: the same, and how many bytes are free by the kernel's count; some of them it keeps for itself.
try_write() { write_says "$1"; free_bytes "$1"; }

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

# shut_down_disks MOUNT-POINT...: as when they die: what is not on them yet is lost, and all I/O fails from now on.
shut_down_disks() {
  local device path
  for path; do own_disk "$path" || return; done
  for path; do xfs_io -x -c shutdown "/proc/1/root$path" || return; done
}

# lose_power MOUNT-POINT...: nobody hears from this machine any more, and nothing more gets onto its disks.
lose_power() {
  local path
  cut_network && shut_down_disks "$@" || return
  for path; do write_says "$path"; done
}

# io_cgroup: sets `cgroup` to the folder of the target's cgroup that throttles devices: of v1 (blkio), else of v2.
io_cgroup() {
  local id controllers path
  while IFS=: read -r id controllers path; do
    case $controllers in
      blkio) cgroup=/ha-drill/cgroup/blkio$path; return ;;
      '') cgroup=/ha-drill/cgroup$path ;;
    esac
  done </proc/1/cgroup
}

# throttle MOUNT-POINT BYTES OPERATIONS: as many of each a second, reading and writing; 0 for no limit.
throttle() {
  local device cgroup bytes=$2 operations=$3 way
  own_disk "$1" && io_cgroup || return
  if [ -e "$cgroup/io.max" ]; then
    [ "$bytes" != 0 ] || bytes=max
    [ "$operations" != 0 ] || operations=max
    echo "$device rbps=$bytes wbps=$bytes riops=$operations wiops=$operations" >"$cgroup/io.max"
    return
  fi
  for way in read write; do
    echo "$device $bytes" >"$cgroup/blkio.throttle.${way}_bps_device" || return
    echo "$device $operations" >"$cgroup/blkio.throttle.${way}_iops_device" || return
  done
}

# throttles: the limits that are in force, as their files show them.
throttles() {
  local device path cgroup file line
  io_cgroup
  while read -r device path; do
    for file in "$cgroup"/blkio.throttle.{read,write}_{bps,iops}_device "$cgroup/io.max"; do
      [ -e "$file" ] || continue
      while read -r line; do
        case $line in "$device "*) echo "${file##*/}: $line" ;; esac
      done <"$file"
    done
  done < <(own_disks)
}

unthrottle_all() {
  local device path
  while read -r device path; do throttle "$path" 0 0; done < <(own_disks)
}

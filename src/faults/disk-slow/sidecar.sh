# Limits of the target's cgroup on its disks.

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

heals+=(unthrottle_all)
remains+=(throttles)

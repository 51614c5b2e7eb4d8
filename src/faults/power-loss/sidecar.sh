# A machine that goes out.

# lose_power MOUNT-POINT...: nobody hears from this machine any more, and nothing more gets onto its disks.
lose_power() {
  local path
  cut_network && shut_down_disks "$@" || return
  for path; do write_says "$path"; done
}

# The clock of the target's server: a library preloaded into the server adds an offset, which it reads from this file.

clock_file=/proc/1/root/run/ha-drill/clock-offset

# clock_shift NS: by so many nanoseconds, once.
clock_shift() {
  [ -e "$clock_file" ] || { echo "its image has no library that shifts the server's clock"; return 1; }
  [ -z "$(clock_shifted)" ] || { clock_shifted; return 1; }
  clock_write "$1"
}

# clock_right: undoes it. Idempotent.
clock_right() { [ ! -e "$clock_file" ] || clock_write 0; }

# clock_write NS: eight bytes by one write, the least significant first, so that no reader sees half a number.
clock_write() {
  local shift byte bytes=
  for shift in 0 8 16 24 32 40 48 56; do
    printf -v byte '\\x%02x' $(($1 >> shift & 255))
    bytes+=$byte
  done
  printf "$bytes" 1<>"$clock_file"
}

# clock_shifted: by how much; prints nothing when it is right.
clock_shifted() {
  local ns
  [ -e "$clock_file" ] || return 0
  read -r ns < <(od -An -td8 "$clock_file")
  [ "$ns" = 0 ] || echo "its clock is shifted by $ns ns"
}

heals+=(clock_right)
remains+=(clock_shifted)

# A network that comes and goes.

# flap ID DOWN_MS PERIOD_MS: cuts the network of a fault whose rules ask its set, again and again. Each cut ends by
# itself, in the kernel.
flap() {
  cut_for "$1" "$2" || return
  keep_flapping "$@" >/dev/null 2>&1 &
  jobs[$1]=$!
}

keep_flapping() {
  local next=${EPOCHREALTIME/[.,]/} left
  while :; do
    next=$((next + $3 * 1000))
    left=$((next - ${EPOCHREALTIME/[.,]/}))
    if [ "$left" -gt 0 ]; then nap "$((left / 1000000)).$(printf %06d $((left % 1000000)))"; fi
    cut_for "$1" "$2"
  done
}

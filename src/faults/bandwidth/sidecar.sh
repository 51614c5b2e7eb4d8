# A token bucket (tc-tbf(8)) through which all that goes out must pass.

# push_out ADDRESS COUNT: sends datagrams of 8000 bytes to the discard port.
push_out() {
  local text left
  printf -v text '%8000s' ''
  { for ((left = $2; left > 0; left--)); do echo "$text" >"/dev/udp/$1/9"; done; } 2>/dev/null
  qdiscs tbf
}

heals+=('qdisc_off tbf')
remains+=('qdiscs tbf')

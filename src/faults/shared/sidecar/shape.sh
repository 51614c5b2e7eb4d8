# A slow network: queueing disciplines under a handle of our own (4a44:, "JD"), or packets held by a process.

# interfaces: the names of all but the loopback.
interfaces() {
  local name rest
  while IFS=': ' read -r name rest; do
    case $name in Inter-* | face | lo) ;; *) echo "$name" ;; esac
  done </proc/net/dev
}

# qdisc_on KIND OPTIONS...: shapes what goes out of every interface, or of none where someone else already does.
qdisc_on() {
  local name added=()
  for name in $(interfaces); do
    if tc qdisc add dev "$name" root handle 4a44: "$@"; then added+=("$name"); continue; fi
    for name in "${added[@]}"; do tc qdisc del dev "$name" root; done
    return 1
  done
}

# qdiscs KIND: those of ours that are in force, with what they have sent and held back.
qdiscs() {
  local line mine=
  tc -s qdisc show | while read -r line; do
    case $line in "qdisc $1 4a44: "*) mine=1 ;; "qdisc "*) mine= ;; esac
    if [ -n "$mine" ]; then echo "$line"; fi
  done
}

# qdisc_off KIND: idempotent.
qdisc_off() {
  local name
  for name in $(interfaces); do
    case $(tc qdisc show dev "$name") in *"qdisc $1 4a44: "*) tc qdisc del dev "$name" root || return ;; esac
  done
}

# one_at_a_time: fails while another fault treats the packets: a network has one root discipline.
one_at_a_time() {
  [ -z "$delayer" ] && [ -z "$(delaying)" ] ||
    { echo "one of delay, jitter, corrupt, duplicate and reorder is in force already"; return 1; }
}

# netem_on OPTIONS...: has the network emulator of the kernel treat what goes out.
netem_on() {
  local said
  one_at_a_time || return
  said=$(qdisc_on netem limit 100000 "$@" 2>&1) && return
  case $said in
    *"kind is unknown"*) echo "the kernel has no netem (module sch_netem)" ;;
    *) echo "$said" ;;
  esac
  return 1
}

# send_numbers ADDRESS PORT FIRST LAST: a datagram each, numbered. One that cannot be sent is one that does not arrive.
send_numbers() {
  local number
  for ((number = $3; number <= $4; number++)); do
    { printf '%0200d' "$number" >"/dev/udp/$1/$2"; } 2>/dev/null || :
  done
}

# delay_on DELAY_US JITTER_US: delays packets by netem where the kernel has it and no one else shapes this network
# (those that go out), else by our own process on an NFQUEUE (those that come in). Tells which.
delay_on() {
  one_at_a_time || return
  if qdisc_on netem limit 100000 delay "${1}us" "${2}us" 2>/dev/null; then echo netem; return; fi
  delayer_on "$1" "$2" && echo nfqueue
}

delayer=        # process id of the delayer while it runs
created_mangle= # set: the table was not there before

delayer_on() {
  local line
  coproc DELAYER { exec ha-drill-delayer 7 "$1" "$2" 2>&1; }
  delayer=$DELAYER_PID
  read -r -t 5 -u "${DELAYER[0]}" line
  [ "$line" = ready ] || { echo "the delayer did not start: $line"; delayer_off; return 1; }
  nft list table ip mangle >/dev/null 2>&1 || created_mangle=1
  iptables -w -t mangle -A PREROUTING ! -i lo -j NFQUEUE --queue-num 7 --queue-bypass
}

# delayer_off: at the end of its stdin the delayer lets go of what it holds. Then the rule goes: the other way round the
# kernel would drop what is held. Between the two, packets pass.
delayer_off() {
  local pid=$delayer
  delayer=
  if [ -n "$pid" ]; then
    { exec {DELAYER[1]}>&-; } 2>/dev/null
    wait "$pid"
  fi
  if is_queued; then iptables -w -t mangle -D PREROUTING ! -i lo -j NFQUEUE --queue-num 7 --queue-bypass || return; fi
  if [ -n "$created_mangle" ]; then nft delete table ip mangle && created_mangle=; fi
}

is_queued() { case $(nft list table ip mangle 2>/dev/null) in *NFQUEUE*) ;; *) return 1 ;; esac; }

# delay_off: idempotent.
delay_off() {
  delayer_off
  qdisc_off netem
}

# delaying: what delays packets now.
delaying() {
  qdiscs netem
  if is_queued; then echo "packets go to an NFQUEUE"; fi
}

heals+=(delay_off)
remains+=(delaying)

# The target's network: rules in a table of our own, chains by fault, so that each is healed by itself.

# net_on ID RULES: brings nft commands into force, all or none.
net_on() { nft -f - <<<"$2"; }

# net_off ID: removes the chains, counters and the set of one fault, and the table with its last chain. Idempotent:
# what is added before it is deleted need not be there (`destroy` would be simpler, and needs Linux 6.3).
net_off() {
  local job=${jobs[$1]-}
  if [ -n "$job" ]; then kill "$job" 2>/dev/null; wait "$job"; unset "jobs[$1]"; fi
  nft -f - <<NFT || return
add table inet ha_drill
add chain inet ha_drill $1_in
flush chain inet ha_drill $1_in
delete chain inet ha_drill $1_in
add chain inet ha_drill $1_out
flush chain inet ha_drill $1_out
delete chain inet ha_drill $1_out
add chain inet ha_drill $1_cut
flush chain inet ha_drill $1_cut
delete chain inet ha_drill $1_cut
add set inet ha_drill $1_down { type ether_type; flags timeout; }
delete set inet ha_drill $1_down
add counter inet ha_drill $1
delete counter inet ha_drill $1
add counter inet ha_drill $1_seen
delete counter inet ha_drill $1_seen
NFT
  case $(nft list table inet ha_drill) in *chain*) ;; *) heal_network ;; esac
}

# net_chains ID: the chains of one fault that are there.
net_chains() {
  local line
  nft list chains inet 2>/dev/null | while read -r line; do
    case $line in "chain $1_"*) echo "$line" ;; esac
  done
}

# dropped ID: how many packets a fault has dropped or rejected; 0 when it is not there.
dropped() {
  local text
  text=$(nft list counter inet ha_drill "$1" 2>/dev/null) || { echo 0; return; }
  text=${text#*packets }
  echo "${text%% *}"
}

# try_drops ID ADDRESS...: sends a packet to the discard port of each address, and tells how many packets the fault
# has dropped by now. A port without a server answers "unreachable": so packets come in, too.
try_drops() {
  local id=$1 address
  shift
  for address; do { echo >"/dev/udp/$address/9"; } 2>/dev/null; done
  dropped "$id"
}

# answers ADDRESS...: those from whose discard port TCP answers, by a refusal as a rule, within 300 ms.
answers() {
  local address
  for address; do
    timeout 0.3 bash -c ": <>/dev/tcp/$address/9" 2>/dev/null
    if [ $? != 124 ]; then echo "$address"; fi
  done
}

# reset_sockets FILTER: ends the connections that an ss filter names; a RST tells either end. Prints how many.
reset_sockets() {
  local ended=0
  while read -r _; do ended=$((ended + 1)); done < <(ss -HtK "$1")
  echo "$ended"
}

# Processes of ours that go on by themselves, by the fault they belong to.
declare -A jobs=()

# cut_network: drops every packet in and out: the host is gone.
cut_network() {
  net_on host 'add table inet ha_drill
add counter inet ha_drill host
add chain inet ha_drill host_in { type filter hook input priority -300; policy accept; }
add chain inet ha_drill host_out { type filter hook output priority -300; policy accept; }
add rule inet ha_drill host_in iif != "lo" counter name host drop
add rule inet ha_drill host_out oif != "lo" counter name host drop'
}

# prove_drops: sends a packet of its own to a documentation address (RFC 5737) and tells how many were dropped.
prove_drops() {
  local before after
  before=$(dropped host)
  after=$(try_drops host 192.0.2.1)
  echo "$after"
  [ "$after" -gt "$before" ]
}

# cut_for ID MS: cuts the network of a fault whose rules ask its set, for as long as that; the kernel ends it.
cut_for() { nft add element inet ha_drill "$1_down" "{ ip timeout ${2}ms, ip6 timeout ${2}ms, arp timeout ${2}ms }"; }

heal_network() {
  local job
  for job in "${jobs[@]}"; do kill "$job" 2>/dev/null; done
  jobs=()
  nft 'add table inet ha_drill; delete table inet ha_drill'
}

our_tables() {
  local table
  nft list tables | while read -r table; do
    case $table in *ha_drill* | "table ip mangle") echo "$table" ;; esac
  done
}

heals+=(heal_network)
remains+=(our_tables)

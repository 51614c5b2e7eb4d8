# The target's network: rules in a table of our own.

# cut_network: drop every packet in and out, in a table of our own.
cut_network() {
  nft -f - <<'NFT'
table inet ha_drill
delete table inet ha_drill
table inet ha_drill {
  chain in { type filter hook input priority -300; policy accept; iif != "lo" counter drop; }
  chain out { type filter hook output priority -300; policy accept; oif != "lo" counter drop; }
}
NFT
}

# dropped_packets: how many packets our table dropped.
dropped_packets() {
  nft list table inet ha_drill 2>/dev/null | { total=0; while read -r line; do
    case $line in *"counter packets "*) n=${line#*counter packets }; total=$((total + ${n%% *})) ;; esac
  done; echo "$total"; }
}

# prove_drops: sends a packet of its own to a documentation address (RFC 5737) and tells how many were dropped.
prove_drops() {
  local before dropped
  before=$(dropped_packets)
  { echo >/dev/udp/192.0.2.1/9; } 2>/dev/null
  dropped=$(dropped_packets)
  echo "$dropped"
  [ "$dropped" -gt "$before" ]
}

heal_network() { nft destroy table inet ha_drill; }

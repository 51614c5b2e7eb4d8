# Runs in the fault sidecar, inside the network and process namespaces of one container of the cluster.
# Reads a command a line, runs it in this very shell (a fork costs milliseconds), and answers its output
# followed by "#done <exit code>". When the harness is gone, stdin ends: everything injected is undone.

# pids_of NAME: processes of that name that are alive (not zombies).
pids_of() {
  local stat pid name state rest
  for stat in /proc/[0-9]*/stat; do
    { read -r pid name state rest <"$stat"; } 2>/dev/null || continue
    [ "$name" = "($1)" ] && [ "$state" != Z ] && echo "$pid"
  done
}

# kill_process NAME: SIGKILL, then wait until the process is gone or a zombie.
kill_process() {
  local pid name state rest
  pid=$(pids_of "$1")
  [ -n "$pid" ] || { echo "no process $1"; return 1; }
  kill -KILL $pid || return 1
  while { read -r _ name state rest <"/proc/$pid/stat"; } 2>/dev/null && [ "$state" != Z ]; do :; done
  echo "pid $pid of $1 is gone"
}

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

# wait_for_drops: until a packet was dropped, at most 200 tries of a few ms each.
wait_for_drops() {
  local tries=0 n
  while n=$(dropped_packets); [ "$n" = 0 ] && [ $((tries += 1)) -le 200 ]; do :; done
  echo "$n"
  [ "$n" != 0 ]
}

heal_network() { nft destroy table inet ha_drill; }

echo "#ready"
while IFS= read -r command; do
  eval "$command" 2>&1
  echo "#done $?"
done
heal_network

# Runs in the fault sidecar, inside the network and process namespaces of one container of the cluster.
# Reads a command a line, runs it in this very shell (a fork costs milliseconds), and answers its output
# followed by "#done <exit code>". When the harness is gone, stdin ends: everything injected is undone.

# pids_of NAME: processes of that name that are alive (not zombies).
pids_of() {
  local stat pid name state rest
  for stat in /proc/[0-9]*/stat; do
    { read -r pid name state rest <"$stat"; } 2>/dev/null || continue
    if [ "$name" = "($1)" ] && [ "$state" != Z ]; then echo "$pid"; fi
  done
}

# ended PID: the process is gone, or is a zombie whose last thread has ended. While threads of a zombie still end,
# its sockets are open and a client may yet be accepted.
ended() {
  local pid name state rest
  { read -r pid name state rest <"/proc/$1/stat"; } 2>/dev/null || return 0
  [ "$state" = Z ] || return 1
  set -- "/proc/$1/task/"*
  [ $# -le 1 ]
}

# kill_process NAME: SIGKILL, then wait until the process has ended.
kill_process() {
  local pid
  pid=$(pids_of "$1")
  [ -n "$pid" ] || { echo "no process $1"; return 1; }
  kill -KILL $pid || return 1
  until ended "$pid"; do :; done
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

echo "#ready"
while IFS= read -r command; do
  eval "$command" 2>&1
  echo "#done $?"
done
heal_network

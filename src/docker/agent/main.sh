# Runs in the fault sidecar, inside the network and process namespaces of one container of the cluster.
# Reads a command a line, runs it in this very shell (a fork costs milliseconds), and answers its output
# followed by "#done <exit code>". When the harness is gone, stdin ends: everything injected is undone.
# So no command may take long.

# leftovers: everything of ours that is still in force here; prints nothing in a container that is as before.
leftovers() {
  local table
  stopped_processes
  clock_shifted
  oom_preferred
  not_undone
  qdiscs tbf
  delaying
  ballasts
  throttles
  nft list tables | while read -r table; do
    case $table in *ha_drill* | "table ip mangle") echo "$table" ;; esac
  done
}

# heal_all: undoes every fault that this agent may have injected.
heal_all() {
  thaw_all
  heal_network
  delay_off
  qdisc_off tbf
  clock_right
  oom_as_before
  undo_all
  empty_disks
  unthrottle_all
}

echo "#ready"
while IFS= read -r command; do
  eval "$command" 2>&1
  echo "#done $?"
done
heal_all

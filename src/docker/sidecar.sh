# Runs in the fault sidecar, inside the network and process namespaces of one container of the cluster.
# Reads a command a line, runs it in this very shell (a fork costs milliseconds), and answers its output
# followed by "#done <exit code>". When the harness is gone, stdin ends: everything injected is undone.
# So no command may take long.
#
# The commands stand before this. Each that leaves something in force says how it is undone, and what shows that
# something of it is left: `heals+=(COMMAND)`, `remains+=(COMMAND)`.

# leftovers: everything of ours that is still in force here; prints nothing in a container that is as before.
leftovers() {
  local one
  for one in "${remains[@]}"; do eval "$one"; done
}

# heal_all: undoes every fault that this agent may have injected.
heal_all() {
  local one
  for one in "${heals[@]}"; do eval "$one"; done
}

echo "#ready"
while IFS= read -r command; do
  eval "$command" 2>&1
  echo "#done $?"
done
heal_all

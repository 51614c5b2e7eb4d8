# What undoes a fault by a command of the harness: kept here, and run when the harness is gone.
declare -A undoings=()

# undo_at_end WHAT COMMAND
undo_at_end() { undoings[$1]=$2; }

# undone WHAT
undone() { unset "undoings[$1]"; }

undo_all() {
  local what
  for what in "${!undoings[@]}"; do eval "${undoings[$what]}" && undone "$what"; done
}

# not_undone: what is still to be undone.
not_undone() {
  local what
  for what in "${!undoings[@]}"; do echo "not undone: $what"; done
}

heals+=(undo_all)
remains+=(not_undone)

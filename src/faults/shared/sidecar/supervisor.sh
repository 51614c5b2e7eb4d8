# The supervisor of ha-drill, where it is PID 1.

# start_server: has the supervisor start a dead server. A PID 1 that is another, or not yet the supervisor, is left alone:
# the signal would harm it.
start_server() {
  local word
  while read -r -d '' word; do
    if [ "$word" = /ha-drill/supervisor.sh ]; then kill -USR1 1; return; fi
  done </proc/1/cmdline
}

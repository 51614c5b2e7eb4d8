#!/bin/sh
# The command line of Docker for commands that a stack's user wrote for the stack itself: names of the stack mean those of its
# copy. Compose itself gets the copy by COMPOSE_PROJECT_NAME and COMPOSE_FILE.

# Sets `project`; has `named NAME`, which sets `copy` to what that is called in the copy, and `several SERVICE`, which sets `copies`
# to the services of the copy that stand for the containers of one that runs as several.
. "${0%/*}/names.sh"
case $PATH in "${0%/*}":*) PATH=${PATH#*:} ;; esac

# As a word of its own, in a filter, as the value of an option, or before a path.
meant() {
  case $1 in
    name=*) named "${1#name=}" && copy="name=$copy" ;;
    --*=*) named "${1#*=}" && copy="${1%%=*}=$copy" ;;
    *:*) named "${1%%:*}" && copy="$copy:${1#*:}" ;;
    *) named "$1" ;;
  esac
}

# Which project and which files are said before the command of Compose: they are those of the copy.
if [ "${1-}" = compose ]; then
  shift
  before=1
  index=1
  value=
  done=
  for word; do
    shift
    if [ -n "$before" ]; then
      case $value in
        own) value=; continue ;;
        other) value= ;;
        *)
          case $word in
            -f | --file | -p | --project-name) value=own; continue ;;
            --file=* | --project-name=*) continue ;;
            --profile | --env-file | --project-directory | --ansi | --progress | --parallel) value=other ;;
            -*) ;;
            *) before= command=$word ;;
          esac
          ;;
      esac
    else
      # What comes after the service of exec and run is for the program in it.
      case $done$value$command:$word in
        index*) index=$word value=; continue ;;
        valued*) value= ;;
        exec:--index) value=index; continue ;;
        exec:--index=*) index=${word#--index=}; continue ;;
        exec:-[euw] | exec:--env | exec:--user | exec:--workdir) value=valued ;;
        run:-[euwvp] | run:--env | run:--user | run:--workdir | run:--volume | run:--publish | run:--name | run:--entrypoint) value=valued ;;
        exec:-* | run:-*) ;;
        exec:* | run:*)
          done=done
          if several "$word"; then word=$word-$index; fi
          ;;
        done*) ;;
        *)
          if several "$word"; then
            for copy in $copies; do set -- "$@" "$copy"; done
            continue
          fi
          ;;
      esac
    fi
    set -- "$@" "$word"
  done
  exec docker compose --project-name "$project" "$@"
fi

# What comes after the container of exec, or the network of run, is for the program in it. There is no terminal here.
command=${1-}
[ "$command" != container ] || command=${2-}
done=
value=
for word; do
  shift
  case $done$command:$word in
    exec:-it | exec:-ti | run:-it | run:-ti) word=-i ;;
    exec:-t | exec:--tty | run:-t | run:--tty) continue ;;
    # The value of an option of exec, such as a user called as a container is, names no container.
    exec:-e | exec:-u | exec:-w | exec:--env | exec:--user | exec:--workdir | exec:--env-file | exec:--detach-keys) value=1 ;;
    exec:-* | exec:exec | exec:container) ;;
    exec:*)
      if [ -n "$value" ]; then
        value=
      else
        if named "$word"; then word=$copy; fi
        done=1
      fi
      ;;
    run:*) if meant "$word"; then word=$copy done=1; fi ;;
    1*) ;;
    *) if meant "$word"; then word=$copy; fi ;;
  esac
  set -- "$@" "$word"
done
exec docker "$@"

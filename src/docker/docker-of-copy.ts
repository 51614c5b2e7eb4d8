import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ComposeConfig } from '../topology/compose-config.ts';

/** What is called so may stand in a shell script between single quotes. */
const plain = /^[\w.-]+$/;

/**
 * What the names of a stack's own containers, networks and volumes mean in its copy: those that its compose files give,
 * and those that Compose gives by itself.
 *
 * @param project the Compose project of the copy
 */
export function namesInCopy(config: ComposeConfig, project: string): Map<string, string> {
  const own = typeof config.name === 'string' ? config.name : '';
  const services = Object.entries(config.services).flatMap(([service, { container_name: named }]) => {
    const [, base = '', number = ''] = /^(.+)-(\d+)$/.exec(service) ?? [];
    const scaled = base === '' ? [] : [`${own}-${service}`, `${own}_${base}_${number}`];
    const called = [`${own}-${service}-1`, `${own}_${service}_1`, ...scaled];
    return [...called, ...(typeof named === 'string' ? [named] : [])].map((name): [string, string] => [
      name,
      `${project}-${service}-1`,
    ]);
  });
  const others = [...Object.entries(config.networks), ...Object.entries(config.volumes)].map(
    ([key, one]): [string, string] => [
      typeof one?.name === 'string' ? one.name : `${own}_${key}`,
      `${project}_${key}`,
    ],
  );
  return new Map([...others, ...services].filter(([name]) => plain.test(name)));
}

/**
 * Writes a `docker` and a `docker-compose` for commands that a stack's user wrote for the stack itself. Where such a command
 * names a container, network or volume of the stack, or its project, that of the copy is meant: the user's own are left alone.
 *
 * @param folder in which a folder `bin` is made; resolves with that, to stand first in PATH
 */
export async function dockerOfCopy(
  folder: string,
  names: ReadonlyMap<string, string>,
  project: string,
): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin, { recursive: true, mode: 0o700 });
  const scripts = { docker: dockerScript(bin, names, project), 'docker-compose': composeScript };
  for (const [name, text] of Object.entries(scripts)) {
    await writeFile(join(bin, name), text);
    await chmod(join(bin, name), 0o700);
  }
  return bin;
}

const composeScript = `#!/bin/sh
exec "\${0%/*}/docker" compose "$@"
`;

function dockerScript(bin: string, names: ReadonlyMap<string, string>, project: string): string {
  const cases = [...names].map(([name, copy]) => `    '${name}') copy='${copy}' ;;`).join('\n');
  return `#!/bin/sh
# Names of the stack mean those of its copy. Compose itself gets the copy by COMPOSE_PROJECT_NAME and COMPOSE_FILE.
case $PATH in '${bin}':*) PATH=\${PATH#*:} ;; esac

named() {
  case $1 in
${cases}
    *) return 1 ;;
  esac
}

# As a word of its own, in a filter, as the value of an option, or before a path.
meant() {
  case $1 in
    name=*) named "\${1#name=}" && copy="name=$copy" ;;
    --*=*) named "\${1#*=}" && copy="\${1%%=*}=$copy" ;;
    *:*) named "\${1%%:*}" && copy="$copy:\${1#*:}" ;;
    *) named "$1" ;;
  esac
}

# Which project and which files are said before the command of Compose: they are those of the copy.
if [ "\${1-}" = compose ]; then
  shift
  before=1
  value=
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
            *) before= ;;
          esac
          ;;
      esac
    fi
    set -- "$@" "$word"
  done
  exec docker compose --project-name '${project}' "$@"
fi

# What comes after the container of exec, or the network of run, is for the program in it. There is no terminal here.
command=\${1-}
[ "$command" != container ] || command=\${2-}
done=
for word; do
  shift
  if [ -z "$done" ]; then
    if meant "$word"; then
      word=$copy
      case $command in exec | run) done=1 ;; esac
    else
      case $command:$word in
        exec:-it | exec:-ti | run:-it | run:-ti) word=-i ;;
        exec:-t | exec:--tty | run:-t | run:--tty) continue ;;
      esac
    fi
  fi
  set -- "$@" "$word"
done
exec docker "$@"
`;
}

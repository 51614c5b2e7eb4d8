import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
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

/** The services of a copy that stand for the containers of one service of the stack, by that: none where it runs as one. */
export function severalInCopy({ services }: ComposeConfig): Map<string, string[]> {
  const several = new Map<string, string[]>();
  for (const name of Object.keys(services)) {
    const [, base = '', number = ''] = /^(.+)-(\d+)$/.exec(name) ?? [];
    if (base === '' || base in services || !plain.test(name)) continue;
    several.set(base, [...(several.get(base) ?? []), `${base}-${number}`]);
  }
  return several;
}

/**
 * Writes a `docker` and a `docker-compose` for commands that a stack's user wrote for the stack itself. Where such a command
 * names a container, network or volume of the stack, or its project, that of the copy is meant: the user's own are left alone.
 *
 * @param folder in which a folder `bin` is made; resolves with that, to stand first in PATH
 */
export async function dockerOfCopy(folder: string, config: ComposeConfig, project: string): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin, { recursive: true, mode: 0o700 });
  const scripts = {
    docker: await readFile(new URL('docker-of-copy.sh', import.meta.url), 'utf8'),
    'docker-compose': composeScript,
    'names.sh': namesScript(config, project),
  };
  for (const [name, text] of Object.entries(scripts)) {
    await writeFile(join(bin, name), text);
    await chmod(join(bin, name), 0o700);
  }
  return bin;
}

const composeScript = `#!/bin/sh
exec "\${0%/*}/docker" compose "$@"
`;

function namesScript(config: ComposeConfig, project: string): string {
  const script = (name: string, sets: string, values: ReadonlyMap<string, string>): string => {
    const cases = [...values].map(([one, value]) => `    '${one}') ${sets}='${value}' ;;`);
    return `${name}() {\n  case $1 in\n${[...cases, '    *) return 1 ;;'].join('\n')}\n  esac\n}\n`;
  };
  const several = [...severalInCopy(config)].map(([name, all]) => [name, all.join(' ')] as const);
  return `project='${project}'
${script('named', 'copy', namesInCopy(config, project))}${script('several', 'copies', new Map(several))}`;
}

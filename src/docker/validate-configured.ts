import type Docker from 'dockerode';
import { asComposeConfig, type ComposeService } from '../topology/compose-config.ts';
import { type Configured, type ConfiguredFile, textOfLines } from '../topology/config/configured.ts';
import { type Refusal, refusedByHaproxy, refusedByMysqld, refusedFile } from '../topology/config/refusals.ts';
import { type ComposeProject, composeConfig } from './compose.ts';
import { labelsOf } from './labels.ts';
import { ignoreGone } from './leftovers.ts';
import { runInside } from './run-inside.ts';

/** After so many settings that a server does not know, the file is for something else. */
const mostRefusals = 20;

/**
 * Lets the very programs that will read configuration of the user say what is wrong with it, before anything of the cluster
 * is started.
 *
 * @throws DrillError (exit 64) with what they say, at the lines of the user
 */
export async function validateConfigured(
  docker: Docker,
  options: {
    readonly run: string;
    readonly project: ComposeProject;
    readonly configured: Configured;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<void> {
  const { services } = asComposeConfig(await composeConfig(options.project));
  for (const file of options.configured.files) {
    const service = services[file.services[0] ?? ''];
    if (!service || file.validator === null) continue;
    options.signal?.throwIfAborted();
    const names = Object.keys(services);
    const refusals = await inContainer(docker, { run: options.run, service, names }, (container) =>
      file.validator === 'mysqld' ? askMysqld(container, file, service) : askHaproxy(container, file),
    );
    if (refusals.length > 0)
      throw refusedFile(file.validator, options.configured.paths[0] ?? file.name, file.lines, refusals);
  }
}

/** A container of the image of a service, which sleeps: nothing of it is seen outside. */
async function inContainer<T>(
  docker: Docker,
  { run, service, names }: { run: string; service: ComposeService; names: readonly string[] },
  ask: (container: Docker.Container) => Promise<T>,
): Promise<T> {
  const container = await docker.createContainer({
    Image: service.image ?? '',
    Entrypoint: ['sleep', '600'],
    Cmd: [],
    Labels: labelsOf(run, { role: 'probe' }),
    HostConfig: { NetworkMode: 'none', Init: true, ExtraHosts: names.map((name) => `${name}:127.0.0.1`) },
  });
  try {
    await container.start();
    return await ask(container);
  } finally {
    await container.remove({ force: true, v: true }).catch(ignoreGone);
  }
}

/** As the supervisor starts it: its folder of files is not there yet. */
const ofContainer = ['--user=mysql', '--secure-file-priv=NULL', '--validate-config'];

/** The first setting that mysqld does not know ends it: it is asked again without that. */
async function askMysqld(
  container: Docker.Container,
  file: ConfiguredFile,
  service: ComposeService,
): Promise<Refusal[]> {
  const path = '/tmp/ha-drill.cnf';
  const given = Array.isArray(service.command) ? service.command.map(String) : [];
  const options = given.filter((word) => !word.startsWith('--defaults-file='));
  const words = ['mysqld', `--defaults-file=${path}`, ...options, ...ofContainer];
  const found: Refusal[] = [];
  let lines = file.lines;
  while (found.length < mostRefusals) {
    const script = `cat >${path} && chmod 644 ${path} && exec "$@" 2>&1`;
    const said = await runInside(container, ['sh', '-c', script, 'sh', ...words], textOfLines(lines));
    const refusals = refusedByMysqld(said.stdout, lines);
    if (said.exitCode !== 0 && refusals.length === 0)
      return [...found, { message: said.stdout.trim().slice(-500), index: undefined }];
    found.push(...refusals);
    const named = refusals.flatMap(({ index }) => index ?? []);
    if (named.length === 0) return found;
    lines = lines.map((line, index) => (named.includes(index) ? { ...line, text: '' } : line));
  }
  return found;
}

async function askHaproxy(container: Docker.Container, file: ConfiguredFile): Promise<Refusal[]> {
  const path = '/tmp/haproxy.cfg';
  const script = `cat >${path} && exec haproxy -c -f ${path} 2>&1`;
  const said = await runInside(container, ['sh', '-c', script], textOfLines(file.lines));
  if (said.exitCode === 0) return [];
  const refusals = refusedByHaproxy(said.stdout, path);
  return refusals.length > 0 ? refusals : [{ message: said.stdout.trim().slice(-500), index: undefined }];
}

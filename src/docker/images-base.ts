import type Docker from 'dockerode';
import { execa } from 'execa';
import { environmentError, messageOf } from '../errors.ts';
import { aptInstall, canInstall, debianMirror } from './apt.ts';
import { idOf, pull } from './images-engine.ts';

/** The tag the base image has on this engine. To renew its packages: `docker rmi` it. */
export const baseTag = 'ha-drill/base:latest';

const registryImage = 'debian:sid-slim';

/**
 * The id of the base image, Debian sid: there already, else from a registry, else made by mmdebstrap.
 *
 * @throws DrillError (exit 3) when neither a registry nor a Debian mirror can be used
 */
export async function ensureBase(docker: Docker, report: (line: string) => void): Promise<string> {
  const present = await idOf(docker, baseTag);
  if (present) return present;
  report(`base image: asking a registry for ${registryImage}`);
  try {
    await pull(docker, registryImage);
    await docker.getImage(registryImage).tag({ repo: 'ha-drill/base', tag: 'latest' });
  } catch (error) {
    report(`base image: no registry (${messageOf(error)}); making it with mmdebstrap`);
    await importBase(docker, report);
  }
  const id = await idOf(docker, baseTag);
  if (!id) throw environmentError(`The base image ${baseTag} was made, but the engine does not know it.`);
  return id;
}

/** Streams mmdebstrap's archive into the engine: no copy on disk. */
async function importBase(docker: Docker, report: (line: string) => void): Promise<void> {
  await needMmdebstrap(report);
  const mirror = await debianMirror();
  const child = execa(
    'mmdebstrap',
    [
      '--variant=minbase',
      '--include=ca-certificates',
      // A mirror's sid may be past its Valid-Until.
      '--aptopt=Acquire::Check-Valid-Until "false"',
      'sid',
      '-',
      mirror,
    ],
    { encoding: 'buffer', buffer: { stdout: false, stderr: true }, reject: false, stdin: 'ignore' },
  );
  const changes = ['LABEL ha-drill.image=base', 'CMD ["bash"]'];
  const imported = docker.importImage(child.stdout, { repo: 'ha-drill/base', tag: 'latest', changes });
  imported.catch(() => child.kill());
  const [made] = await Promise.all([child, imported.then(drain)]);
  if (made.failed) {
    await docker
      .getImage(baseTag)
      .remove({ force: true })
      .catch(() => undefined);
    throw environmentError(
      `mmdebstrap could not make the base image from ${mirror}:\n${lastLines(made.stderr.toString())}`,
      { hint: 'It needs to reach a Debian mirror, and root or user namespaces.' },
    );
  }
}

async function needMmdebstrap(report: (line: string) => void): Promise<void> {
  const { failed } = await execa('mmdebstrap', ['--version'], { reject: false });
  if (!failed) return;
  if (!(await canInstall())) {
    throw environmentError(`No registry answers for ${registryImage}, and mmdebstrap is not here.`, {
      hint: 'Give Docker a registry it can reach, or (Debian, Ubuntu): apt-get install mmdebstrap debian-archive-keyring',
    });
  }
  await aptInstall(['mmdebstrap', 'debian-archive-keyring'], report);
}

async function drain(stream: NodeJS.ReadableStream): Promise<void> {
  for await (const _ of stream);
}

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-15).join('\n');
}

import { lstatSync, readFileSync } from 'node:fs';
import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { lookAt } from '../topology/bind-fate.ts';
import type { CarriedFolder, FileLook } from './carried-files.ts';
import { ensureImages } from './images.ts';
import { labelsOf, roleLabel, runLabel } from './labels.ts';
import { ignoreGone } from './leftovers.ts';

/** The role of the volumes that have folders of this machine in them. */
const role = 'files';

/** The largest text that is put into a compose file (bytes). */
const mostTextBytes = 1024 * 1024;

/** Looks at a path of this machine, and reads it where it is a file of text. */
export function lookAtFile(path: string): FileLook {
  const look = lookAt(path);
  if (look.kind === 'absent') return { ...look, mode: 0, uid: 0, gid: 0 };
  const { mode, uid, gid } = lstatSync(path);
  return { ...look, mode, uid, gid, text: look.kind === 'file' ? textOf(path, look.bytes) : undefined };
}

function textOf(path: string, bytes: number): string | undefined {
  if (bytes > mostTextBytes) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
    // YAML has no other control characters.
    return /\p{Cc}/u.test(text.replaceAll(/[\t\r\n]/g, '')) ? undefined : text;
  } catch {
    return undefined;
  }
}

/**
 * Makes a volume of each folder, with what is in it, by a container of the toolbox that is never started.
 *
 * @throws DrillError (exit 3) where that image is missing and cannot be built
 */
export async function fillVolumes(
  docker: Docker,
  options: {
    readonly run: string;
    readonly folders: readonly CarriedFolder[];
    readonly kept?: boolean | undefined;
  },
): Promise<void> {
  const { run, folders, kept } = options;
  if (folders.length === 0) return;
  const { toolbox } = await ensureImages(docker, () => undefined, ['toolbox']);
  const labels = labelsOf(run, { role, kept });
  for (const { from, volume } of folders) {
    await docker.createVolume({ Name: volume, Labels: labels });
    const container = await docker.createContainer({
      Image: toolbox.tag,
      Cmd: ['true'],
      Labels: labels,
      HostConfig: { NetworkMode: 'none', Binds: [`${volume}:/carried`] },
    });
    try {
      const archive = pack();
      const sent = container.putArchive(Readable.from(archive), { path: '/carried' });
      await Promise.all([packFolder(archive, from, '.').then(() => archive.finalize()), sent]);
    } finally {
      await container.remove({ force: true }).catch(ignoreGone);
    }
  }
}

/** Removes what `fillVolumes` made for a run. Idempotent. */
export async function removeCarried(docker: Docker, run: string): Promise<void> {
  const { Volumes } = await docker.listVolumes({
    filters: { label: [`${runLabel}=${run}`, `${roleLabel}=${role}`] },
  });
  for (const { Name } of Volumes ?? []) await docker.getVolume(Name).remove().catch(ignoreGone);
}

/** Files, folders and links, with their owners and permissions; a link that leads out of the folder leads nowhere there. */
async function packFolder(archive: ReturnType<typeof pack>, folder: string, as: string): Promise<void> {
  const { mode, uid, gid, mtime } = await stat(folder);
  archive.entry({ name: `${as}/`, type: 'directory', mode, uid, gid, mtime });
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const [path, name] = [join(folder, entry.name), `${as}/${entry.name}`];
    if (entry.isDirectory()) await packFolder(archive, path, name);
    else if (entry.isSymbolicLink()) {
      archive.entry({ name, type: 'symlink', linkname: await readlink(path) });
    } else if (entry.isFile()) {
      const about = await stat(path);
      const { mode, uid, gid, mtime } = about;
      archive.entry({ name, mode, uid, gid, mtime }, await readFile(path));
    }
  }
}

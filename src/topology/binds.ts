import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, posix, resolve, sep } from 'node:path';
import { problemAt, valueAt } from '../document/check.ts';
import { fromHere } from '../document/from-here.ts';
import type { Problem } from '../document/problem.ts';
import { shown } from '../document/wording.ts';
import { pathOf, type ServiceLayer } from './services.ts';

/** A folder or file of this machine in a container. */
type Bind = { readonly source: string; readonly target: string; readonly readOnly: boolean };

/** Folders that hold more than a drill may have; what is below them may be a project. */
const wholes = '/ /home /root /usr /opt /srv /var /var/lib /mnt /media /tmp /bin /sbin /lib /lib64'.split(
  ' ',
);
/** Folders of the system, with all that is below them. */
const systems = '/boot /dev /etc /proc /run /sys /usr/bin /usr/sbin /usr/lib /var/run /var/lib/docker'.split(
  ' ',
);
/** What of them containers read without harm; private keys are in other folders beside these. */
const readable = [
  '/etc/localtime',
  '/etc/timezone',
  '/etc/ssl/certs',
  '/etc/pki/ca-trust',
  '/etc/pki/tls/certs',
  '/lib/modules',
  '/usr/lib/modules',
];

/** What is wrong with binds: what no trust mends, and what an untrusted topology may not have. */
type BindProblems = { readonly always: Problem[]; readonly untrusted: Problem[] };

/**
 * Binds of a layer by which faults would act on this machine: for a node, binds where faults destroy data; of a topology
 * that is not trusted also what can be written, and what is not in its folders.
 *
 * @param destroyed mount points that faults fill and empty; none for a service that is no node
 */
export function bindProblems(
  layer: ServiceLayer,
  destroyed: readonly string[],
  folders: readonly string[],
): BindProblems {
  const path = [...pathOf(layer), 'volumes'];
  const volumes = valueAt(layer.source, path);
  const found: BindProblems = { always: [], untrusted: [] };
  if (!Array.isArray(volumes)) return found;
  for (const [index, volume] of volumes.entries()) {
    const bind = bindOf(volume);
    if (!bind) continue;
    const at = (message: string) => problemAt(layer.source, [...path, index], message);
    const target = posix.normalize(bind.target);
    if (destroyed.some((mount) => isBelow(mount, target) || isBelow(target, mount))) {
      const what = `expected a volume of Docker at ${bind.target}, found ${shown(bind.source)}: a drill destroys what it holds`;
      found.always.push(at(what));
      continue;
    }
    const why = reasonAgainst(bind, dirname(resolve(layer.source.path)), folders);
    if (why !== undefined) found.untrusted.push(at(why));
  }
  return found;
}

function bindOf(volume: unknown): Bind | undefined {
  if (typeof volume === 'string') {
    const [source = '', target = '', options = ''] = splitVolume(volume);
    const isBind = /^[./~$]/.test(source) && target !== '';
    return isBind ? { source, target, readOnly: options.split(',').includes('ro') } : undefined;
  }
  if (typeof volume !== 'object' || volume === null || !('source' in volume)) return undefined;
  const isBind = !('type' in volume) || volume.type === 'bind' || String(volume.type).includes('$');
  if (!isBind) return undefined;
  const target = 'target' in volume ? String(volume.target) : '';
  return {
    source: String(volume.source),
    target,
    readOnly: 'read_only' in volume && volume.read_only === true,
  };
}

/** The parts of `source:target:options`; a colon in `${NAME:-value}` parts nothing. */
function splitVolume(text: string): string[] {
  return (text.match(/(?:\$\{[^}]*\}|[^:])+/g) ?? []).map((part) => part.trim());
}

function reasonAgainst(bind: Bind, from: string, folders: readonly string[]): string | undefined {
  const found = `found ${shown(bind.source)}`;
  if (bind.source.includes('$'))
    return `expected a fixed path, ${found}: it may be any folder of this machine`;
  const path = resolve(from, bind.source.replace(/^~(?=\/|$)/, homedir()));
  if (!isHarmless(path, bind.readOnly) || !isHarmless(realPath(path), bind.readOnly))
    return `expected a folder of the topology, ${found}: it belongs to this machine`;
  if (!isReadable(path) && !isInside(path, folders))
    return `expected a file or folder below ${fromHere(folders[0] ?? from)}, ${found}`;
  if (!bind.readOnly) return `expected a mount that is read-only (:ro), ${found}: it could be written`;
  return undefined;
}

/** Whether a container may have this path of the machine. */
export function isHarmless(path: string, readOnly: boolean): boolean {
  if (readOnly && isReadable(path)) return true;
  return ![...wholes, homedir()].includes(path) && !systems.some((one) => isBelow(path, one));
}

/** Whether a path is of the system, and is read by containers everywhere. */
export function isReadable(path: string): boolean {
  return readable.some((one) => isBelow(path, one));
}

/** Whether a path is that of a folder, or of something in it. */
export function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

/** Whether a path, and whatever its links lead to, is in one of the folders. */
export function isInside(path: string, folders: readonly string[]): boolean {
  return (
    folders.some((one) => isBelow(path, one)) &&
    folders.some((one) => isBelow(realPath(path), one) || isBelow(realPath(path), realPath(one)))
  );
}

/** Where links lead; where nothing is yet, which Docker would make, where it would be. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(realPath(dirname(path)), basename(path));
  }
}

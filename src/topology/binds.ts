import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, posix, resolve, sep } from 'node:path';
import { problemAt, valueAt } from '../document/check.ts';
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
/** What of them containers read without harm. */
const readable = [
  '/etc/localtime',
  '/etc/timezone',
  '/etc/ssl',
  '/etc/pki',
  '/lib/modules',
  '/usr/lib/modules',
];

/**
 * Binds of a layer by which faults would act on this machine: folders of the system, folders outside of the topology
 * that can be written, and, for a node, binds where faults destroy data.
 *
 * @param destroyed mount points that faults fill and empty; none for a service that is no node
 */
export function bindProblems(layer: ServiceLayer, destroyed: readonly string[]): Problem[] {
  const path = [...pathOf(layer), 'volumes'];
  const volumes = valueAt(layer.source, path);
  if (!Array.isArray(volumes)) return [];
  return volumes.flatMap((volume, index) => {
    const bind = bindOf(volume);
    const why = bind && reasonAgainst(bind, dirname(resolve(layer.source.path)), destroyed);
    return why === undefined ? [] : [problemAt(layer.source, [...path, index], why)];
  });
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

function reasonAgainst(bind: Bind, folder: string, destroyed: readonly string[]): string | undefined {
  const found = `found ${shown(bind.source)}`;
  if (bind.source.includes('$'))
    return `expected a fixed path, ${found}: it may be any folder of this machine`;
  const target = posix.normalize(bind.target);
  if (destroyed.some((mount) => isBelow(mount, target) || isBelow(target, mount)))
    return `expected a volume of Docker at ${bind.target}, ${found}: a drill destroys what it holds`;
  const path = resolve(folder, bind.source.replace(/^~(?=\/|$)/, homedir()));
  const paths = [path, realPath(path)];
  if (paths.some((one) => !isHarmless(one, bind.readOnly)))
    return `expected a folder of the topology, ${found}: it belongs to this machine`;
  if (!bind.readOnly && paths.some((one) => !isBelow(one, realPath(folder)) && !isBelow(one, folder)))
    return `expected a folder below ${folder} or a mount that is read-only (:ro), ${found}`;
  return undefined;
}

/** Whether a container may have this path of the machine. */
export function isHarmless(path: string, readOnly: boolean): boolean {
  if (readOnly && readable.some((one) => isBelow(path, one))) return true;
  return ![...wholes, homedir()].includes(path) && !systems.some((one) => isBelow(path, one));
}

/** Whether a path is that of a folder, or of something in it. */
export function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

/** Where links lead; the path itself where nothing is yet, which Docker would make. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

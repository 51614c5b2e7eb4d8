import { readdirSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { isBelow, isHarmless, realPath } from './binds.ts';
import type { ComposeMount } from './compose-config.ts';

/**
 * What becomes of a file or folder of the user in a copy of the stack that changes nothing of it: it is mounted as it is,
 * read-only; or a copy of it is; or an empty volume takes its place.
 */
export type BindFate =
  | { readonly fate: 'kept' | 'copied' | 'emptied' }
  /** `reaches`: a container would act on this machine by it, so a topology that is trusted may have it. */
  | { readonly fate: 'refused'; readonly why: string; readonly reaches: boolean };

/** What is at a path of this machine. */
export type PathLook = {
  readonly kind: 'absent' | 'file' | 'folder' | 'special';
  /** All that is in it; more than `mostCopiedBytes` is not counted any further. */
  readonly bytes: number;
  /** A database server keeps its files there. */
  readonly holdsData: boolean;
};

/** The largest file or folder that is copied for a drill (bytes). */
export const mostCopiedBytes = 64 * 1024 * 1024;

/** What servers of MySQL and MariaDB write into their data folder first. */
const dataFiles = ['ibdata1', 'mysql.ibd', 'auto.cnf', 'aria_log_control'];

/**
 * @param dataFolder where the service keeps its data, if it is a database node
 * @param look what is at the source
 */
export function fateOf(mount: ComposeMount, dataFolder: string | undefined, look: PathLook): BindFate {
  const { source = '', read_only: readOnly = false } = mount;
  const refused = (why: string, reaches = true): BindFate => ({ fate: 'refused', why, reaches });
  if (look.kind === 'special')
    return refused(`expected files or folders, found ${source}: by it a container acts on this machine`);
  if (look.holdsData) return { fate: 'emptied' };
  const target = posix.normalize(mount.target);
  if (dataFolder !== undefined && look.kind !== 'file' && isBelow(target, dataFolder)) {
    return { fate: 'emptied' };
  }
  if ([source, realPath(source)].some((path) => !isHarmless(path, readOnly))) {
    return refused(`expected a folder of the stack, found ${source}: it belongs to this machine`);
  }
  if (look.kind === 'absent') return { fate: 'emptied' };
  if (readOnly) return { fate: 'kept' };
  if (look.bytes <= mostCopiedBytes) return { fate: 'copied' };
  return refused(
    `expected a mount that is read-only (:ro), or at most ${mostCopiedBytes / 1024 / 1024} MB to copy, found ${source}: a drill must not write into it`,
    false,
  );
}

/** Looks at a path of this machine. */
export function lookAt(path: string): PathLook {
  const status = statSync(path, { throwIfNoEntry: false });
  const nothing = { bytes: 0, holdsData: false };
  if (!status) return { kind: 'absent', ...nothing };
  if (status.isFile()) return { kind: 'file', bytes: status.size, holdsData: false };
  if (!status.isDirectory()) return { kind: 'special', ...nothing };
  const names = readdirSync(path);
  return {
    kind: 'folder',
    bytes: sizeOf(path, mostCopiedBytes),
    holdsData: names.some((name) => dataFiles.includes(name)),
  };
}

/** Bytes of all files in a folder; it stops counting once it is more than `most`. */
function sizeOf(folder: string, most: number): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += sizeOf(path, most - bytes);
    else bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    // An entry of a folder is not free either: a million empty files are no small folder.
    bytes += 512;
    if (bytes > most) break;
  }
  return bytes;
}

import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { problemAt, valueAt } from '../document/check.ts';
import { fromHere } from '../document/from-here.ts';
import type { Problem } from '../document/problem.ts';
import type { Path, Source } from '../document/source.ts';
import { shown } from '../document/wording.ts';
import { packageRoot } from '../package-root.ts';
import { type Access, ownRecord } from './access-rules.ts';
import { isInside } from './binds.ts';

/** Where the files of a topology may be: its own folder, and what comes with ha-drill, which others may extend. */
export function foldersOf(folder: string): readonly string[] {
  return [folder, ...['topologies/', 'images/'].map((of) => fileURLToPath(new URL(of, packageRoot)))].map(
    (one) => resolve(one),
  );
}

/** Repositories and archives that Docker and Compose would fetch. */
const isRemote = /^[a-z+]+:\/\/|^git@|^github\.com\/|^oci:/;

/** What a file or folder of a topology that is elsewhere is told as; undefined where it is of the topology. */
export function outsideOf(
  what: string,
  written: unknown,
  from: string,
  folders: readonly string[],
): string | undefined {
  const text = String(written);
  if (!text.includes('$') && !isRemote.test(text) && isInside(resolve(from, text), folders)) return undefined;
  return `expected ${what} below ${fromHere(folders[0] ?? from)}, found ${shown(text)}`;
}

/**
 * The files that a service reads when Compose brings it up, that are not of its topology: of environment, of labels, of
 * what it extends, and of what its image is built from.
 *
 * @param from the folder that its paths count from
 */
export function outsideFiles(service: unknown, from: string, folders: readonly string[]): Access[] {
  const said = ownRecord(service);
  const one = (key: Path, what: string, value: unknown, base = from): Access[] => {
    const message = value === undefined ? undefined : outsideOf(what, value, base, folders);
    return message === undefined ? [] : [{ key, message }];
  };
  const listed = (name: 'env_file' | 'label_file', what: string): Access[] =>
    (Array.isArray(said[name]) ? said[name] : [said[name]]).flatMap((each: unknown, index) =>
      one(
        Array.isArray(said[name]) ? [name, index] : [name],
        what,
        typeof each === 'object' && each !== null ? ownRecord(each).path : each,
      ),
    );
  return [
    ...listed('env_file', 'a file of variables'),
    ...listed('label_file', 'a file of labels'),
    ...one(['extends', 'file'], 'a compose file to extend', ownRecord(said.extends).file),
    ...(said.build === undefined ? [] : buildFiles(said.build, one, from)),
  ];
}

type One = (key: Path, what: string, value: unknown, base?: string) => Access[];

function buildFiles(build: unknown, one: One, from: string): Access[] {
  if (typeof build === 'string') return one(['build'], 'a folder to build from', build);
  const { context = '.', dockerfile, additional_contexts: more } = ownRecord(build);
  const base = isAbsolute(String(context)) ? String(context) : resolve(from, String(context));
  const others = Array.isArray(more)
    ? more.map((text, index) => [index, String(text).replace(/^[^=]*=/, '')] as const)
    : Object.entries(ownRecord(more)).map(([name, text]) => [name, String(text)] as const);
  return [
    ...one(['build', 'context'], 'a folder to build from', context),
    ...one(['build', 'dockerfile'], 'a Dockerfile', dockerfile, base),
    ...others
      .filter(([, text]) => !/^(service:|target:|docker-image:\/\/)/.test(text))
      .flatMap(([key, text]) => one(['build', 'additional_contexts', key], 'a folder to build from', text)),
  ];
}

/** Configurations and secrets that a compose file takes from elsewhere, at their places. */
export function outsideContents(source: Source, from: string, folders: readonly string[]): Problem[] {
  return ['configs', 'secrets'].flatMap((section) =>
    Object.entries(ownRecord(valueAt(source, [section]))).flatMap(([name, content]) => {
      const { file, external, driver } = ownRecord(content);
      const at = (key: string, message: string) => [problemAt(source, [section, name, key], message)];
      if (external) return at('external', `expected one of this file, found ${section}.external`);
      if (driver) return at('driver', `expected a file, found driver ${shown(driver)}`);
      const message = file === undefined ? undefined : outsideOf('a file', file, from, folders);
      return message === undefined ? [] : at('file', message);
    }),
  );
}

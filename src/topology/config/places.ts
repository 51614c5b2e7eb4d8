import { dirname, resolve } from 'node:path';
import { valueAt } from '../../document/check.ts';
import { pathOf, type ServiceLayer } from '../services.ts';
import { todaysName } from './option-file.ts';

/** What a service says of `key`, where it or what it extends says it first. */
export function saidBy(layers: readonly ServiceLayer[], key: string): unknown {
  return layers
    .map((layer) => valueAt(layer.source, [...pathOf(layer), key]))
    .find((value) => value !== undefined);
}

/** The words of a list such as `command`. */
export function wordsBy(layers: readonly ServiceLayer[], key: string): readonly string[] {
  const said = saidBy(layers, key);
  return Array.isArray(said) ? said.map(String) : [];
}

/** The file of this machine that a service has at a place. */
export function fileMountedAt(layers: readonly ServiceLayer[], target: string): string | undefined {
  for (const layer of layers) {
    const volumes = valueAt(layer.source, [...pathOf(layer), 'volumes']);
    if (!Array.isArray(volumes)) continue;
    for (const volume of volumes) {
      const [from = '', to] = String(volume).split(':');
      if (to === target && /^\.{0,2}\//.test(from)) return resolve(dirname(layer.source.path), from);
    }
  }
  return undefined;
}

/** The file that `--defaults-file` names. */
export function optionFileOf(command: readonly string[]): string | undefined {
  return command.flatMap((word) => /^--defaults-file=(.+)$/.exec(word)?.[1] ?? []).at(0);
}

/** The name and value of an option of a command line, in the words of option files. */
export function optionOf(word: string): { readonly name: string; readonly value: string } | undefined {
  const [, name, value = 'ON'] = /^--([\w-]+)(?:=(.*))?$/s.exec(word) ?? [];
  if (name === undefined || name === 'defaults-file') return undefined;
  return { name: todaysName(name.replaceAll('-', '_').replace(/^loose_/, '')), value };
}

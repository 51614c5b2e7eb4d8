import { problemAt, valueAt } from '../document/check.ts';
import type { Problem } from '../document/problem.ts';
import type { Path, Source } from '../document/source.ts';
import { shown } from '../document/wording.ts';
import { ownValue } from '../own-value.ts';
import {
  type Access,
  isSet,
  ofAllNetworks,
  ofAllVolumes,
  ofNetworks,
  ofPorts,
  ofServices,
  ofVolumes,
  ownRecord,
  type Rule,
  unknownKeys,
} from './access-rules.ts';
import { pathOf, type ServiceLayer } from './services.ts';

const unknownKey = 'nothing that ha-drill does not know';

/** What one layer of a service says that would let faults act on this machine instead of its container. */
export function serviceAccessProblems(layer: ServiceLayer): Problem[] {
  const path = pathOf(layer);
  const written = valueAt(layer.source, path);
  return [
    ...broken(layer.source, path, [...ofServices, ofPorts]),
    ...unknownKeys(written).map((key) =>
      problemAt(
        layer.source,
        [...path, ...key],
        complaint(unknownKey, key, valueAt(layer.source, [...path, ...key])),
      ),
    ),
  ];
}

/**
 * The same of a service as Compose resolved it: each key that reaches out of its container, and what was expected. Dollar
 * signs are text by then.
 */
export function accessOf(service: unknown): Access[] {
  const { ports: _, ...rest } = ownRecord(service);
  return [
    ...brokenRules(rest, ofServices),
    ...unknownKeys(rest).map((key) => ({ key, message: complaint(unknownKey, key, at(rest, key)) })),
  ];
}

/** The same of networks and volumes as Compose resolved them. What is external has been replaced in a copy. */
export function accessOfNetwork(network: unknown): Access[] {
  return brokenRules(network, ofAllNetworks);
}
export function accessOfVolume(volume: unknown): Access[] {
  return brokenRules(volume, ofAllVolumes);
}

function brokenRules(whole: unknown, rules: readonly Rule[]): Access[] {
  return rules.flatMap(({ key, expected, reaches }) => {
    const value = at(whole, key);
    return reaches(value) ? [{ key, message: complaint(expected, key, value) }] : [];
  });
}

function at(whole: unknown, key: Path): unknown {
  return key.reduce<unknown>((inside, part) => ownValue(ownRecord(inside), String(part)), whole);
}

/** The same of what a compose file says beside its services. Other files are not looked into, so none may be included. */
export function fileAccessProblems(source: Source): Problem[] {
  const each = (section: string, rules: readonly Rule[]) =>
    Object.keys(ownRecord(valueAt(source, [section]))).flatMap((name) =>
      broken(source, [section, name], rules),
    );
  return [...includeProblems(source), ...each('networks', ofNetworks), ...each('volumes', ofVolumes)];
}

/** Files that are included may say anything, and may be anywhere. */
export function includeProblems(source: Source): Problem[] {
  const message = 'expected all services in this file (or extended), found include';
  return isSet(valueAt(source, ['include'])) ? [problemAt(source, ['include'], message)] : [];
}

function broken(source: Source, around: Path, rules: readonly Rule[]): Problem[] {
  return rules.flatMap(({ key, expected, reaches }) => {
    const path = [...around, ...key];
    const value = valueAt(source, path);
    // A variable may be set to anything when the drill runs.
    if (!reaches(value) && !(isSet(value) && JSON.stringify(value).includes('$'))) return [];
    return [problemAt(source, path, complaint(expected, key, value))];
  });
}

function complaint(expected: string, key: Path, value: unknown): string {
  const found = Array.isArray(value) ? value.map(shown).join(', ') : shown(value);
  return `expected ${expected}, found ${key.join('.')} ${found}`;
}

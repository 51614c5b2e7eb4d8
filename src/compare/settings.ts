import { isMap, isScalar, parseDocument } from 'yaml';
import type { RunManifest } from '../history/manifest.ts';

/** Keys of a scenario that do not change what happens in a drill: names, words, and targets that are judged after it. */
const idle: ReadonlySet<string> = new Set([
  'name',
  'question',
  'description',
  'topology',
  'parameters',
  'objectives',
  'checks',
]);

/**
 * Everything a run was set to, by the keys of `--set`: the topology's parameters, and each value of the scenario
 * (durations in ms, rates per second). Runs that agree in all of it are repetitions of each other.
 *
 * @param defaults of parameters that the topology got after this run: then as now it was at them
 */
export function settingsOf(
  { scenario, topology }: Pick<RunManifest, 'scenario' | 'topology'>,
  defaults: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const own = Object.entries(scenario).filter(([key]) => !idle.has(key));
  const flat = own
    .flatMap(([key, value]) => flattened(key, value))
    // By which targets a step is judged.
    .filter(([key]) => !/^method\.\d+\.disruption$/.test(key));
  return Object.fromEntries(
    [...Object.entries({ ...defaults, ...topology.parameters }), ...flat].toSorted(byKey),
  );
}

/** The defaults of the parameters of each topology, by its name: those that the newest run that has one was told. */
export function defaultsOf(
  runs: readonly Pick<RunManifest, 'topology' | 'startedAt'>[],
): Map<string, Record<string, string>> {
  const defaults = new Map<string, Record<string, string>>();
  for (const { topology } of runs.toSorted((a, b) => a.startedAt.localeCompare(b.startedAt))) {
    defaults.set(topology.name, { ...defaults.get(topology.name), ...declaredIn(topology.composeText) });
  }
  return defaults;
}

function declaredIn(composeText: string): Record<string, string> {
  const document = parseDocument(composeText);
  const path = ['x-ha-drill', 'parameters'];
  const parameters = document.errors.length > 0 ? undefined : document.getIn(path);
  if (!isMap(parameters)) return {};
  return Object.fromEntries(
    parameters.items.flatMap(({ key }): [string, string][] => {
      const name = isScalar(key) ? key.value : key;
      const value = document.getIn([...path, name, 'default']);
      return typeof name !== 'string' || value === undefined ? [] : [[name, String(value)]];
    }),
  );
}

function flattened(path: string, value: unknown): [string, string][] {
  if (value === undefined) return [];
  if (typeof value !== 'object' || value === null) return [[path, String(value)]];
  return Object.entries(value).flatMap(([key, part]) => flattened(`${path}.${key}`, part));
}

function byKey([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}

/** The settings of each of some groups that are not the same in all of them. A key that one lacks differs. */
export function differing(all: readonly Readonly<Record<string, string>>[]): Record<string, string>[] {
  const keys = new Set(all.flatMap((settings) => Object.keys(settings)));
  const varying = [...keys].filter((key) => new Set(all.map((settings) => settings[key])).size > 1);
  return all.map((settings) =>
    Object.fromEntries(
      varying.flatMap((key) => {
        const value = settings[key];
        return value === undefined ? [] : [[key, value]];
      }),
    ),
  );
}

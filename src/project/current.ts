import { resolve } from 'node:path';
import { type Disruption, disruptionNames } from '../disruption.ts';
import { placeOf } from '../document/source.ts';
import { ownValue } from '../own-value.ts';
import type { AllSettings, Settings } from './load.ts';
import type { PolicyKey } from './schema.ts';

let layers: readonly Settings[] = [];

/** Says which settings this process works by: once, before anything is looked up by its name. */
export function useSettings({ project, user }: AllSettings): void {
  layers = [project, user].filter((one) => one !== undefined);
}

/** The folders whose scenarios are known by their names, the project's first. */
export function scenarioFolders(): string[] {
  return layers.flatMap(({ folder, scenarios }) =>
    scenarios === undefined ? [] : [resolve(folder, scenarios)],
  );
}

/** The file of a topology that settings give this name to. */
export function namedTopology(name: string): string | undefined {
  return layers
    .map(({ folder, topologies }) => {
      const path = ownValue(topologies, name);
      return path === undefined ? undefined : resolve(folder, path);
    })
    .find((path) => path !== undefined);
}

/** The names that settings give to topologies. */
export function topologyNames(): string[] {
  return layers.flatMap(({ topologies }) => Object.keys(topologies ?? {}));
}

/** A target of a policy as it stands in a file of settings. */
export type PolicyEntry = {
  readonly disruption: Disruption;
  readonly key: PolicyKey;
  readonly value: string | number;
  /** File and line. */
  readonly origin: string;
};

/** The policy: what each class of disruption may cost, by the project, and where it says nothing, by the user. */
export function policyEntries(files: readonly (Settings | undefined)[] = layers): PolicyEntry[] {
  const all = files.flatMap((file) => (file === undefined ? [] : entriesOf(file)));
  const first = Map.groupBy(all, ({ disruption, key }) => `${disruption}.${key}`);
  return [...first.values()].flatMap(([entry]) => (entry ? [entry] : []));
}

function entriesOf({ policy, source }: Settings): PolicyEntry[] {
  return disruptionNames.flatMap((disruption) =>
    Object.entries(policy?.[disruption] ?? {}).flatMap(([key, value]): PolicyEntry[] => {
      if (value === undefined) return [];
      const { place, line } = placeOf(source, ['policy', disruption, key], 'key');
      return [{ disruption, key: key as PolicyKey, value, origin: `${place}:${line}` }];
    }),
  );
}

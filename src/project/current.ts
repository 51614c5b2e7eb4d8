import { resolve } from 'node:path';
import { ownValue } from '../own-value.ts';
import type { AllSettings, Settings } from './load.ts';

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

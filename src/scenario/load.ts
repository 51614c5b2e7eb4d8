import { dirname } from 'node:path';
import { check, problemAt, valueAt } from '../document/check.ts';
import { byPosition, invalidDocument, type Problem } from '../document/problem.ts';
import { placeOf, readSource, type Source } from '../document/source.ts';
import { kinds } from '../engine/replication/kinds.ts';
import { DrillError } from '../errors.ts';
import type { RecordedPolicy } from '../history/policy.ts';
import { applicableChecks } from '../judge/checks/applicable.ts';
import type { PolicyEntry } from '../project/current.ts';
import { findTopology } from '../topology/find.ts';
import { loadTopology, noSuchTopology } from '../topology/load.ts';
import type { LoadedTopology } from '../topology/loaded.ts';
import { keepSecretParameters } from '../topology/parameters.ts';
import { judged, type Trust, trustHint, untrusted } from '../topology/trust.ts';
import { premisesOf } from '../workload/premises.ts';
import { promisesOf } from '../workload/promises.ts';
import { inconsistencies } from './consistency.ts';
import { findScenario } from './list.ts';
import { applyOverrides, type Override, parseSet } from './overrides.ts';
import { underPolicy } from './policy.ts';
import { type Scenario, scenarioSchema } from './schema.ts';
import { readWorkloadFiles } from './workload-files.ts';

/** A scenario with all that it names. */
export type LoadedScenario = {
  /** As the user wrote it. */
  readonly path: string;
  /** The file as it is; what the command line changed is in `scenario` alone. */
  readonly text: string;
  readonly scenario: Scenario;
  readonly topology: LoadedTopology;
  /** Where each of its objectives stands: a file and line, or an option of the command line. */
  readonly origins: Readonly<Record<string, string>>;
  /** What the policy of the project said of it; null where there is none. */
  readonly policy: RecordedPolicy | null;
  /** What may be meant and is doubtful, in the order of the file. */
  readonly warnings: readonly Problem[];
};

const hint =
  '`ha-drill list` shows topologies, faults, measures and checks; `ha-drill schema scenario` the whole format';

/**
 * Loads a scenario, by its path or by its name in this package, with values of the command line in place of its own.
 *
 * @param sets `key=value` each; a key is a parameter of the topology, or a path such as `workload.rate`.
 *   `topology=NAME` is what `--topology NAME` means; a path in it counts from the current folder.
 * @param trust whether the topology may reach this machine
 * @param policy targets for faults of each class, where the scenario has none of its own
 * @throws DrillError (exit 64) with all problems of the scenario, the command line and the topology
 */
export async function loadScenario(
  path: string,
  sets: readonly string[] = [],
  trust: Trust = untrusted,
  policy: readonly PolicyEntry[] = [],
): Promise<LoadedScenario> {
  return resolveScenario(await readSource(await findScenario(path)), sets.map(parseSet), trust, policy);
}

/**
 * What `loadScenario` does, for a source that need not be a file.
 *
 * @param read values of the command line, or what is wrong with them
 * @throws DrillError (exit 64) as `loadScenario` does
 */
export async function resolveScenario(
  original: Source,
  read: readonly (Override | Problem)[],
  trust: Trust = untrusted,
  entries: readonly PolicyEntry[] = [],
): Promise<LoadedScenario> {
  const { source: set, problems } = applyOverrides(original, read.filter(isOverride));
  const { source, policy } = underPolicy(set, entries);
  const shape = check(source, scenarioSchema);
  const found = await topologyOfScenario(source, trust);
  const files = await readWorkloadFiles(source, shape.value?.workload.beside ?? []);
  const meant = inconsistencies(source, found.topology);
  const { refused, trusted } = judged(found.topology?.stack?.commands ?? [], trust);
  const all = [
    ...read.filter((each): each is Problem => !isOverride(each)),
    ...problems,
    ...shape.problems,
    ...found.problems,
    ...files.problems,
    ...meant.filter(({ weight }) => weight === 'refused'),
    ...refused,
  ];
  const elsewhere = [...found.elsewhere, ...files.elsewhere];
  if (!shape.value || !found.topology || all.length > 0 || elsewhere.length > 0) {
    const untrustedOnes = refused.length > 0 || found.isUntrusted === true;
    throw invalidDocument(all, untrustedOnes ? trustHint : hint, elsewhere);
  }
  keepSecretParameters(found.topology, shape.value.parameters);
  const checks = valueAt(source, ['checks']) ? shape.value.checks : checksOf(found.topology, shape.value);
  const { workload } = shape.value;
  const filled = workload.beside ? { ...workload, beside: files.value } : workload;
  return {
    path: original.path,
    text: original.text,
    scenario: { ...shape.value, workload: filled, checks },
    topology: { ...found.topology, trusted: [...found.topology.trusted, ...trusted] },
    origins: originsOf(source, Object.keys(shape.value.objectives)),
    policy,
    warnings: meant.filter(({ weight }) => weight === 'doubtful').toSorted(byPosition),
  };
}

function originsOf(source: Source, measures: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    measures.map((measure) => {
      const { place, line } = placeOf(source, ['objectives', measure], 'key');
      return [measure, line === undefined ? place : `${place}:${line}`];
    }),
  );
}

function checksOf(
  { section, stack }: LoadedTopology,
  { provision, recovery, workload }: Scenario,
): Scenario['checks'] {
  const also = {
    restores: recovery.restore !== undefined,
    definitions: provision.definitions || stack !== undefined,
    engine: section.engine,
    workload: promisesOf(workload),
  };
  return applicableChecks(premisesOf(kinds[section.replication].traits, also));
}

function isOverride(read: Override | Problem): read is Override {
  return 'option' in read;
}

/** The topology that a scenario names, or why there is none: here, or in the topology's own file. */
async function topologyOfScenario(
  source: Source,
  trust: Trust,
): Promise<{
  readonly topology?: LoadedTopology;
  readonly problems: readonly Problem[];
  readonly elsewhere: readonly string[];
  /** Whether it is refused because it is not trusted. */
  readonly isUntrusted?: boolean;
}> {
  const name = valueAt(source, ['topology']);
  if (typeof name !== 'string' || name === '') return { problems: [], elsewhere: [] };
  const base = source.overrides.some((each) => each.path[0] === 'topology')
    ? process.cwd()
    : dirname(source.path);
  if (!(await findTopology(name, base))) {
    const { message, suggestion } = await noSuchTopology(name);
    return { problems: [problemAt(source, ['topology'], message, suggestion)], elsewhere: [] };
  }
  try {
    return { topology: await loadTopology(name, base, trust), problems: [], elsewhere: [] };
  } catch (error) {
    if (!(error instanceof DrillError)) throw error;
    return { problems: [], elsewhere: error.lines, isUntrusted: error.hint === trustHint };
  }
}

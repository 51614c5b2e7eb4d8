import type { RunManifest } from '../history/manifest.ts';
import type { StoredRun } from './read-runs.ts';
import type { Group } from './schema.ts';

/** What a reader must know before comparing these numbers, a sentence each. */
export function caveatsOf(runs: readonly StoredRun[], groups: readonly Group[]): string[] {
  return [...verdictCaveats(runs), ...differences(runs), ...sizeCaveats(groups)];
}

function verdictCaveats(runs: readonly StoredRun[]): string[] {
  const unjudged = runs.filter(({ result }) => !result);
  const broke = runs.filter(({ manifest, result }) => result && manifest.lifecycle !== 'completed');
  const inconclusive = runs.filter(
    ({ manifest, result }) => manifest.lifecycle === 'completed' && result?.verdict === 'inconclusive',
  );
  return [
    unjudged.length > 0 &&
      `${count(unjudged.length, 'run was', 'runs were')} never judged and left out: ${names(unjudged)}.`,
    broke.length > 0 && `${count(broke.length, 'drill', 'drills')} broke off: listed, and in no number.`,
    inconclusive.length > 0 &&
      `${count(inconclusive.length, 'drill is', 'drills are')} inconclusive. What they measured is in the numbers, because leaving out the drills that ended badly would flatter the rest; they are drawn hollow and count as no pass.`,
  ].filter((caveat) => caveat !== false);
}

/** What should be the same in all runs, and is not. */
function differences(runs: readonly StoredRun[]): string[] {
  const compared: [string, (manifest: RunManifest) => string][] = [
    ['versions of the server', ({ environment }) => environment.server],
    ['versions of ha-drill', ({ tool }) => tool.commit ?? tool.version],
    [
      'machines',
      ({ environment: { cpus, memoryBytes } }) => `${cpus} CPUs, ${Math.round(memoryBytes / 2 ** 30)} GiB`,
    ],
    ['kernels', ({ environment }) => environment.kernel],
  ];
  const found = compared.flatMap(([what, of]) => {
    const all = [...new Set(runs.map(({ manifest }) => of(manifest)))];
    return all.length > 1 ? [`The runs are of ${all.length} ${what}: ${all.toSorted().join('; ')}.`] : [];
  });
  return [...found, ...fileDifferences(runs)];
}

function fileDifferences(runs: readonly StoredRun[]): string[] {
  const kinds: [string, (manifest: RunManifest) => string, (manifest: RunManifest) => string][] = [
    ['scenario', ({ scenario }) => scenario.name, ({ scenarioText }) => scenarioText],
    ['topology', ({ topology }) => topology.name, ({ topology }) => topology.composeText],
  ];
  return kinds.flatMap(([kind, nameOf, textOf]) =>
    [...Map.groupBy(runs, ({ manifest }) => nameOf(manifest))]
      .filter(([, own]) => new Set(own.map(({ manifest }) => textOf(manifest))).size > 1)
      .map(([name]) => `The file of the ${kind} ${name} was changed between its runs.`),
  );
}

function sizeCaveats(groups: readonly Group[]): string[] {
  const sizes = groups.map(({ runs }) => runs.filter(({ lifecycle }) => lifecycle === 'completed').length);
  const least = Math.min(...sizes);
  if (least >= 6) return [];
  return [
    `Some rows rest on ${count(least, 'completed drill', 'completed drills')} only. A median of fewer than 6 has no 95 % interval: even the range of 5 values covers the true median in 94 % of cases at most, that of 3 in 75 %.`,
  ];
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

function names(runs: readonly StoredRun[]): string {
  return runs.map(({ manifest }) => manifest.run).join(', ');
}

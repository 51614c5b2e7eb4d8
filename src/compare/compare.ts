import { caveatsOf } from './caveats.ts';
import { comparedClasses } from './classes.ts';
import { groupOf, type JudgedRun } from './group.ts';
import { pairsOf } from './pairs.ts';
import type { StoredRun } from './read-runs.ts';
import type { Comparison, Gap, Group } from './schema.ts';
import { defaultsOf, differing, settingsOf } from './settings.ts';
import type { SuiteStatus } from './suite-status.ts';

/**
 * Puts runs beside each other. Pure: the same runs give the same comparison, in whatever order they come.
 *
 * @param suites what suites planned, for what there is no run of
 * @param leftOut what was found and is in no number, a sentence each
 */
export function compareRuns(
  runs: readonly StoredRun[],
  suites: readonly SuiteStatus[] = [],
  leftOut: readonly string[] = [],
): Comparison {
  const ordered = runs.toSorted((a, b) => (a.manifest.run < b.manifest.run ? -1 : 1));
  const groups = labelled(groupsOf(ordered.filter(isJudged)));
  return {
    format: 'ha-drill/comparison/1',
    groups,
    pairs: pairsOf(groups),
    classes: comparedClasses(ordered),
    gaps: suites.flatMap(gapsOf),
    caveats: [...leftOut, ...caveatsOf(ordered, groups)],
  };
}

function isJudged(run: StoredRun): run is JudgedRun {
  return run.result !== null;
}

function groupsOf(runs: readonly JudgedRun[]): Group[] {
  const defaults = defaultsOf(runs.map(({ manifest }) => manifest));
  const settings = ({ manifest }: JudgedRun) => settingsOf(manifest, defaults.get(manifest.topology.name));
  const grouped = Map.groupBy(runs, (run) =>
    JSON.stringify([run.manifest.scenario.name, run.manifest.topology.name, settings(run)]),
  );
  return [...grouped.values()]
    .flatMap(([first, ...others]) => (first ? [groupOf([first, ...others], settings(first))] : []))
    .toSorted(inOrder);
}

/** By scenario, topology and settings; numbers among the settings by their size. */
function inOrder(a: Group, b: Group): number {
  const key = ({ scenario, topology, settings }: Group) =>
    [scenario, topology, ...Object.entries(settings).flat()].join(' ');
  return key(a).localeCompare(key(b), 'en', { numeric: true });
}

/** Says of each group what sets it apart: among the groups of its scenario and topology. */
function labelled(groups: readonly Group[]): Group[] {
  const together = Map.groupBy(groups, ({ scenario, topology }) => `${scenario} ${topology}`);
  return [...together.values()].flatMap((own) => {
    const labels = differing(own.map(({ settings }) => settings));
    return own.map((group, index) => ({ ...group, label: labels[index] ?? {} }));
  });
}

function gapsOf({ combinations }: SuiteStatus): Gap[] {
  return combinations.flatMap(
    ({ scenario, topology, sets, planned, done, failures, notAvailable }): Gap[] => {
      const about = { scenario, topology, sets };
      if (notAvailable !== null)
        return [{ ...about, kind: 'not-available', reason: `not available: ${notAvailable}` }];
      const failed = failures.map(
        (failure): Gap => ({ ...about, kind: 'not-completed', reason: `did not complete: ${failure}` }),
      );
      const open = planned - done - failures.length;
      if (open <= 0) return failed;
      return [...failed, { ...about, kind: 'not-done', reason: `${open} of ${planned} not done yet` }];
    },
  );
}

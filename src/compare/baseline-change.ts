import { formatMs } from '../formats/units.ts';
import { counterpart } from './gate.ts';
import type { Comparison, Group } from './schema.ts';

/** What became of a group between two baselines, in words. */
export type BaselineChange = {
  readonly scenario: string;
  readonly topology: string;
  readonly label: Group['label'];
  readonly kind: 'new' | 'gone' | 'changed' | 'same';
  /** What the gate holds drills against: old and new, a line each. */
  readonly lines: readonly string[];
};

/** What a new baseline changes of an old one, the groups of the new one first. Pure. */
export function baselineChanges(before: Comparison | undefined, now: Comparison): BaselineChange[] {
  const old = before?.groups ?? [];
  const kept = new Set<Group>();
  const changes = now.groups.map((group): BaselineChange => {
    const was = counterpart(group, old);
    if (was) kept.add(was);
    const lines = was ? differences(factsOf(was), factsOf(group)) : told(factsOf(group));
    return { ...nameOf(group), kind: was ? (lines.length > 0 ? 'changed' : 'same') : 'new', lines };
  });
  const gone = old.filter((group) => !kept.has(group));
  return [
    ...changes,
    ...gone.map((group): BaselineChange => ({ ...nameOf(group), kind: 'gone', lines: told(factsOf(group)) })),
  ];
}

type Facts = ReadonlyMap<string, string>;

/** What the gate looks at, and the settings. */
function factsOf({ runs, summaries, settings }: Group): Facts {
  const count = (verdict: string): number => runs.filter((run) => run.verdict === verdict).length;
  const rto = (name: 'rto-service' | 'rto-application'): string => {
    const median = summaries[name]?.median;
    return median ? `${median.atLeast ? 'at least ' : ''}${formatMs(median.value)}` : 'not measured';
  };
  return new Map([
    ['drills', String(runs.length)],
    ['failing', String(count('fail'))],
    ['inconclusive', String(count('inconclusive'))],
    ['rows lost, at most', String(summaries['rpo-rows']?.greatest.value ?? 'not measured')],
    ['median RTO (service)', rto('rto-service')],
    ['median RTO (application)', rto('rto-application')],
    ...Object.entries(settings),
  ]);
}

function differences(was: Facts, is: Facts): string[] {
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((key) => {
    const [old, own] = [was.get(key) ?? 'not there', is.get(key) ?? 'not there'];
    return old === own ? [] : [`${key}: ${old} -> ${own}`];
  });
}

/** The first facts alone: the settings of a new or lost group are many, and compared with nothing. */
function told(facts: Facts): string[] {
  return [...facts].slice(0, 6).map(([key, value]) => `${key}: ${value}`);
}

function nameOf({
  scenario,
  topology,
  label,
}: Group): Pick<BaselineChange, 'scenario' | 'topology' | 'label'> {
  return { scenario, topology, label };
}

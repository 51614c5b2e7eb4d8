import { isMap } from 'yaml';
import { valueAt } from '../../document/check.ts';
import { messageOf } from '../../errors.ts';
import { formatMs } from '../../formats/units.ts';
import { betterWhen, type MeasureName, measureNames, measureUnits } from '../../judge/measure/names.ts';
import { parseTarget, type Target } from '../../judge/measure/objectives.ts';
import { namedBy } from '../../topology/roles.ts';
import type { TopologySection } from '../../topology/schema.ts';
import { comparison } from '../schema.ts';
import { doubtful, type Finding, refused } from './finding.ts';
import type { Meant } from './read.ts';

/** A target that can be read as one of its measure. */
export type Objective = { readonly measure: MeasureName; readonly text: string; readonly target: Target };

/** The objectives of a scenario that are targets of their measures; others are told by `objectiveFindings`. */
export function readObjectives({ objectives }: Pick<Meant, 'objectives'>): Objective[] {
  return Object.entries(objectives).flatMap(([measure, value]) => {
    const text = comparison.safeParse(value).data;
    if (!isMeasure(measure) || text === undefined) return [];
    const target = targetOf(measure, text);
    return 'unfit' in target ? [] : [{ measure, text, target }];
  });
}

/** Targets that are none of their measure, in the wrong direction or out of range, and measures nobody can take here. */
export function objectiveFindings(meant: Meant): Finding[] {
  return [
    ...noneAtAll(meant),
    ...unreadable(meant),
    ...readObjectives(meant).flatMap((objective) => [
      ...directionFindings(meant, objective),
      ...rangeFindings(meant, objective),
      ...measurableFindings(meant, objective),
    ]),
  ];
}

function noneAtAll({ source, objectives }: Meant): Finding[] {
  if (Object.keys(objectives).length > 0) return [];
  const message = 'expected at least one objective, found none: a drill without one has nothing to meet';
  const isLeftOut = valueAt(source, ['objectives']) === undefined;
  if (!isLeftOut && !isMap(source.document.getIn(['objectives']))) return [];
  const remedy = 'write one, or a `policy` for its faults into ha-drill.config.yml';
  return [refused(source, ['objectives'], message, remedy)];
}

function unreadable({ source, objectives }: Meant): Finding[] {
  return Object.entries(objectives).flatMap(([measure, value]) => {
    const text = comparison.safeParse(value).data;
    if (!isMeasure(measure) || text === undefined) return [];
    const read = targetOf(measure, text);
    if (!('unfit' in read)) return [];
    const withUnit = `${text}s`;
    const remedy = 'unfit' in targetOf(measure, withUnit) ? undefined : `write ${withUnit}`;
    return [refused(source, ['objectives', measure], read.unfit, remedy)];
  });
}

/** A comparison such as `<= 5s` as the target of a measure, or why it is none. */
function targetOf(measure: MeasureName, text: string): Target | { readonly unfit: string } {
  try {
    return parseTarget(measure, text);
  } catch (error) {
    return { unfit: messageOf(error).replace(`${measure}: `, '') };
  }
}

function isMeasure(name: string): name is MeasureName {
  return measureNames.some((known) => known === name);
}

function directionFindings({ source }: Meant, { measure, text, target }: Objective): Finding[] {
  const right = betterWhen[measure];
  if (target.operator === right) return [];
  const message = `expected a target with ${right}, found ${JSON.stringify(text)}, which only a worse cluster meets`;
  return [refused(source, ['objectives', measure], message, `write ${text.replace(target.operator, right)}`)];
}

/** Measures that begin with the first write, or the first probe, after an instant: never nothing. */
const neverNothing: readonly MeasureName[] = ['rto-service', 'rto-application', 'time-to-restore'];
/** More rows, failovers or findings than any drill has. */
const mostCounted = 1e9;

function rangeFindings({ source, workload }: Meant, { measure, text, target }: Objective): Finding[] {
  const path = ['objectives', measure];
  const unit = measureUnits[measure];
  const found = `found ${JSON.stringify(text)}`;
  if ((unit === 'rows' || unit === 'count') && target.value > mostCounted) {
    return [refused(source, path, `expected at most ${mostCounted}, ${found}: every drill would meet it`)];
  }
  if (unit === 'ratio' && target.operator === '>=' && target.value === 0) {
    return [refused(source, path, `expected more than 0 %, ${found}: every drill meets it`)];
  }
  if (!neverNothing.includes(measure)) return [];
  const periodMs =
    measure === 'rto-application' ? 1000 / (workload?.rate ?? Number.NaN) : workload?.probeEvery;
  if (
    target.value === 0 ||
    (periodMs !== undefined && measure !== 'time-to-restore' && target.value < periodMs)
  ) {
    const why =
      target.value === 0 ? 'it takes some time, always' : `a write is due every ${formatMs(periodMs ?? 0)}`;
    return [refused(source, path, `expected a target that can be met, ${found}: ${why}`)];
  }
  return [];
}

/** Whether this scenario, on this topology, is one of which the measure can be taken. */
function measurableFindings(
  { source, workload, recovery, backup, topology }: Meant,
  { measure }: Objective,
): Finding[] {
  const path = ['objectives', measure];
  if (measure === 'time-to-restore' && recovery && !recovery.restore) {
    return [
      refused(
        source,
        path,
        'expected a scenario with `recovery.restore`: without a restore there is nothing to time',
      ),
    ];
  }
  const isUnread = backup === undefined && valueAt(source, ['backup']) !== undefined;
  if (measure === 'backup-findings' && !backup?.verify && !isUnread) {
    return [
      refused(
        source,
        path,
        'expected a scenario with `backup: { verify: true }`: else no backup is looked at',
      ),
    ];
  }
  if (measure === 'staleness' && workload && !workload.beside?.some(({ kind }) => kind === 'reads')) {
    const message =
      'expected a scenario with `workload: { beside: [{ kind: reads }] }`: else nobody reads what was written';
    return [refused(source, path, message)];
  }
  if (measure === 'read-outage' && topology && !readsAtProxy(topology.section)) {
    const message = `expected a topology with a read endpoint at a proxy, found ${topology.name}, which has none: nobody looks whether reads are led anywhere`;
    return [refused(source, path, message)];
  }
  if (measure === 'failovers' && topology && topology.section.nodes.length === 1) {
    const message = `topology ${topology.name} has one node: there is nobody to fail over to, and every target is met`;
    return [doubtful(source, path, message)];
  }
  return [];
}

function readsAtProxy({ endpoints, nodes }: TopologySection): boolean {
  return namedBy(endpoints.read).some((service) => !nodes.includes(service));
}

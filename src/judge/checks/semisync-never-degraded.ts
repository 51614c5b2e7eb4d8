import { counted, Evidence } from '../../evidence.ts';
import { formatMs } from '../../formats/units.ts';
import type { DrillRecord } from '../../history/record.ts';
import type { Sample } from '../../history/schema.ts';
import { placementOf } from '../measure/placement.ts';
import { okIndex } from '../measure/stream-writes.ts';
import type { Span } from '../measure/timeline.ts';
import { inconclusive } from './final-states.ts';
import { samplesByNode } from './samples-by-node.ts';
import type { Check } from './types.ts';
import { unseenWrites } from './unseen-writes.ts';

export const semisyncNeverDegraded: Check = {
  name: 'semisync-never-degraded',
  title: 'Writes were never acknowledged without a replica that had them',
  method:
    'From the samples of writable nodes since the cluster was ready: the count of commits without an acknowledgement by a replica (Rpl_semi_sync_source_no_tx) must not rise from one sample to the next, nor be above zero once it started anew with the server, no more writes may be acknowledged by the node than replicas acknowledged up to the sample that finds it fenced with such commits, and no write that the node executed may be acknowledged while consecutive samples find semisync off. Inconclusive without samples of semisync on a writable node, when a writable node tells nothing of semisync, when a node acknowledged writes while it was not sampled for more than 2 s, and when writes were acknowledged around a sample that found it off. What an operator of the recovery let a primary without replicas commit alone is told, and does not count.',
  needs: ['acknowledgement'],
  judge: (record) => {
    const nodes = [...samplesByNode(record)].map(
      ([node, samples]) => [node, samples, waivedSpans(record, node, samples)] as const,
    );
    const failures = new Evidence();
    const doubts = new Evidence();
    for (const [node, samples, waived] of nodes) {
      judgeCounter(node, samples, waived, failures);
      judgeLastWrites(record, node, samples, waived, failures);
      for (const off of offRuns(samples, waived)) judgeOff(node, off, record, failures, doubts);
    }
    if (failures.count > 0) {
      const summary = `semisync was not in force while writes were acknowledged (${counted(failures.count, 'finding')})`;
      return { verdict: 'fail', summary, evidence: failures.lines() };
    }
    const states = nodes.flatMap(([, samples]) => samples).flatMap(({ state }) => state ?? []);
    const ofWritable = states.filter(({ acceptsWrites }) => acceptsWrites);
    const silent = ofWritable.filter((state) => !state.semisync).length;
    if (ofWritable.length === silent) return inconclusive('no sample tells of semisync on a writable node');
    if (silent > 0)
      return inconclusive(`${counted(silent, 'sample')} of writable nodes told nothing of semisync`);
    const unseen = unseenWrites(record);
    if (unseen.length > 0) return inconclusive(unseen.join('; '));
    if (doubts.count > 0) {
      return inconclusive('semisync may have been off while writes were acknowledged', doubts.lines());
    }
    const aside = nodes.flatMap(([node, , waived]) =>
      waived.map(
        ({ fromMs, toMs }) =>
          `, apart from ${formatMs(fromMs)} to ${Number.isFinite(toMs) ? formatMs(toMs) : 'the end'}, when an operator let ${node} commit alone`,
      ),
    );
    const summary = `in all ${counted(ofWritable.length, 'sample')} of writable nodes no commit went without an acknowledgement${aside.join('')}`;
    return { verdict: 'pass', summary, evidence: [] };
  },
};

/** When an operator of the recovery let a node commit alone: until the first sample after it that finds semisync in force. */
function waivedSpans({ events }: DrillRecord, node: string, samples: readonly Sample[]): Span[] {
  const steps = events.filter((event) => event.type === 'recovery-step' && event.node === node);
  return steps
    .filter(({ data }) => data?.commitsAlone === true)
    .map(({ atMs: fromMs }) => {
      const over = steps.find(({ atMs, data }) => atMs > fromMs && data?.commitsAlone === false);
      const inForce = samples.find(
        ({ askedAtMs, state }) => over && askedAtMs > over.atMs && state?.semisync?.sourceActive,
      );
      return { fromMs, toMs: inForce?.answeredAtMs ?? Number.POSITIVE_INFINITY };
    });
}

/** Whether something between two instants may have happened in one of some spans. */
function touches(spans: readonly Span[], fromMs: number, toMs: number): boolean {
  return spans.some((span) => fromMs <= span.toMs && toMs >= span.fromMs);
}

/**
 * The counter rests while a server is read-only, so that a rise before a sample that finds it writable is a commit; it
 * starts anew with the server, and then all of it are.
 */
function judgeCounter(
  node: string,
  samples: readonly Sample[],
  waived: readonly Span[],
  failures: Evidence,
): void {
  const answered = samples.filter((sample) => sample.state);
  for (const [index, { state, answeredAtMs }] of answered.entries()) {
    const last = answered[index - 1];
    const before = last?.state;
    if (!state?.semisync || !before?.semisync || !state.acceptsWrites) continue;
    if (touches(waived, last?.askedAtMs ?? answeredAtMs, answeredAtMs)) continue;
    const [was, is] = [before.semisync.unacknowledged, state.semisync.unacknowledged];
    const commits = is < was ? is : is - was;
    if (commits <= 0) continue;
    failures.add(
      () =>
        `${node}: ${counted(commits, 'commit')} without an acknowledgement, seen at ${formatMs(answeredAtMs)}`,
    );
  }
}

/**
 * Where a writable node was fenced before the next sample, its counter of unacknowledged commits may rise by what was let go
 * to no client. But each write that it executed and acknowledged in between was to raise the count of acknowledged ones.
 */
function judgeLastWrites(
  record: DrillRecord,
  node: string,
  samples: readonly Sample[],
  waived: readonly Span[],
  failures: Evidence,
): void {
  const answered = samples.filter((sample) => sample.state);
  for (const [index, after] of answered.entries()) {
    const before = answered[index - 1];
    const [was, is] = [before?.state?.semisync, after.state?.semisync];
    if (!before?.state || !was || !is || !before.state.acceptsWrites || after.state?.acceptsWrites) continue;
    const startedAnew = is.acknowledged < was.acknowledged || is.unacknowledged < was.unacknowledged;
    if (startedAnew || is.unacknowledged === was.unacknowledged) continue;
    if (touches(waived, before.askedAtMs, after.answeredAtMs)) continue;
    const span = { fromMs: before.answeredAtMs, toMs: after.askedAtMs };
    const alone =
      acknowledgedWithin(record, before.state.serverId, span) - (is.acknowledged - was.acknowledged);
    if (alone <= 0) continue;
    failures.add(
      () =>
        `${node}: ${counted(alone, 'acknowledged write')} that no replica acknowledged, from ${formatMs(span.fromMs)} until it no longer accepted any`,
    );
  }
}

/** Writes that a server executed, invoked and acknowledged within a span. */
function acknowledgedWithin(record: DrillRecord, server: number, { fromMs, toMs }: Span): number {
  const { operations } = record;
  const { serverId } = placementOf(record);
  let count = 0;
  for (let row = 0; row < operations.length; row += 1) {
    if (serverId.at(row) !== server || operations.outcome[row] !== okIndex) continue;
    if (operations.startedAtMs.at(row) >= fromMs && operations.endedAtMs.at(row) <= toMs) count += 1;
  }
  return count;
}

/** Consecutive samples that found a node writable with semisync off. */
function offRuns(samples: readonly Sample[], waived: readonly Span[]): Sample[][] {
  const runs: Sample[][] = [];
  let wasOff = false;
  for (const sample of samples) {
    const { state } = sample;
    const isOff =
      state?.semisync != null &&
      state.acceptsWrites &&
      !touches(waived, sample.askedAtMs, sample.answeredAtMs) &&
      !(state.semisync.sourceEnabled && state.semisync.sourceActive);
    if (isOff && wasOff) runs.at(-1)?.push(sample);
    else if (isOff) runs.push([sample]);
    wasOff = isOff;
  }
  return runs;
}

/** Off from the answer of the first sample to the question of the last for sure; around that, perhaps. */
function judgeOff(
  node: string,
  off: readonly Sample[],
  record: DrillRecord,
  failures: Evidence,
  doubts: Evidence,
): void {
  const [first, last] = [off[0], off.at(-1)];
  if (!first?.state || !last) return;
  const { operations } = record;
  const { serverId } = placementOf(record);
  let during = 0;
  let around = 0;
  for (let row = 0; row < operations.length; row += 1) {
    if (serverId.at(row) !== first.state.serverId || operations.outcome[row] !== okIndex) continue;
    const startedAtMs = operations.startedAtMs.at(row);
    const endedAtMs = operations.endedAtMs.at(row);
    if (startedAtMs >= first.answeredAtMs && endedAtMs <= last.askedAtMs) during += 1;
    if (startedAtMs <= last.answeredAtMs && endedAtMs >= first.askedAtMs) around += 1;
  }
  if (around === 0) return;
  const [verdict, count] = during > 0 ? [failures, during] : [doubts, around];
  const span = `${formatMs(first.askedAtMs)} to ${formatMs(last.answeredAtMs)}`;
  verdict.add(() => `${node}: off from ${span}, with ${counted(count, 'acknowledged write')} of its own`);
}

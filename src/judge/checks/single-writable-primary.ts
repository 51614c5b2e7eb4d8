import { commonGroup } from '../../engine/surplus.ts';
import { counted, Evidence } from '../../evidence.ts';
import { formatMs } from '../../formats/units.ts';
import type { DrillRecord } from '../../history/record.ts';
import type { Sample } from '../../history/schema.ts';
import { finalPrimaryOf } from '../measure/final-primary.ts';
import { standbysOf } from '../measure/standbys.ts';
import { timelineOf } from '../measure/timeline.ts';
import { acknowledgedNothing } from './acknowledged-nothing.ts';
import { inconclusive } from './final-states.ts';
import { samplesByNode } from './samples-by-node.ts';
import { type Change, serverChanges } from './server-changes.ts';
import type { Check } from './types.ts';
import { longestSilenceMs, sharedSpan, type WritableRun, writableRuns } from './writable-runs.ts';
import { writesDuring } from './writes-during.ts';

export const singleWritablePrimary: Check = {
  name: 'single-writable-primary',
  title: 'Never did two nodes accept writes at the same time',
  method:
    'From the samples of all nodes since the cluster was ready: a node is taken to be writable between consecutive samples that say so; each sample holds at some instant between question and answer. Two nodes that were writable at one instant for sure fail, unless one of them could acknowledge nothing: a member of the same group that was expelled and has not heard of it yet; or a primary with semisync all of whose commits wait for a replica, and whose count of acknowledged commits stood still in all that time. That is told as evidence, and the rows decide. Several writable final states fail, too. From the rows: a node that executed acknowledged writes accepted them, though it answered no sample; and the servers that executed acknowledged writes may change only as often as failovers and switchovers explain. Inconclusive when several are writable but one was read before a promotion or another change, when a node was never seen, or not sampled for more than 2 s while the load ran, and when no node was ever seen writable.',
  needs: ['one-writer', 'several-nodes'],
  judge: (record) => {
    const byNode = samplesByNode(record);
    const found = new Evidence();
    const runs = [...byNode].flatMap(([node, samples]) => writableRuns(node, samples));
    const claims = new Evidence();
    for (const { text, harmless } of overlaps(runs, byNode)) (harmless ? claims : found).add(() => text);
    const { changes, explained } = unexplainedChanges(record);
    if (changes.length > explained) for (const turn of changes) found.add(() => describeChange(turn));
    const primary = finalPrimaryOf(record);
    if (!primary.state && primary.several === 'yes') found.add(() => primary.reason);
    if (found.count === 0) for (const text of writesBesides(record, runs, byNode)) found.add(() => text);
    if (found.count > 0)
      return {
        verdict: 'fail',
        summary: summaryOf(found.lines(), changes.length, explained),
        evidence: found.lines(),
      };
    if (!primary.state && primary.several === 'unclear')
      return inconclusive(`several final states accept writes, but ${primary.reason}`);
    const unseen = unseenBecause(record, byNode);
    if (unseen.length > 0) return inconclusive(unseen.join('; '));
    if (runs.length === 0) return inconclusive('no node was ever seen writable');
    const samples = [...byNode.values()].reduce((sum, own) => sum + own.length, 0);
    const summary = `${samples.toLocaleString('en-US')} samples of ${byNode.size} nodes: one writable node at a time; acknowledged writes changed servers ${counted(changes.length, 'time')}`;
    return { verdict: 'pass', summary, evidence: [...claims.lines(), ...changes.map(describeChange)] };
  },
};

function* overlaps(
  runs: readonly WritableRun[],
  byNode: ReadonlyMap<string, readonly Sample[]>,
): Generator<{ text: string; harmless: boolean }> {
  for (const [index, one] of runs.entries()) {
    for (const other of runs.slice(index + 1)) {
      const span = sharedSpan(one, other);
      if (one.node === other.node || !span) continue;
      const idle = [one, other].find(({ node }) => acknowledgedNothing(byNode.get(node) ?? [], span));
      const harmless = areInOneGroup(one, other) || idle !== undefined;
      const how = harmless ? 'both took themselves for writable' : 'were both writable';
      const proof = idle ? `; ${idle.node} acknowledged nothing in that time` : '';
      const text = `${one.node} and ${other.node} ${how} from ${formatMs(span.fromMs)} to ${formatMs(span.toMs)}${proof}`;
      yield { text, harmless };
    }
  }
}

/**
 * Acknowledged writes of one node while another was writable for sure: it accepted them, whether it answered samples
 * or not. Not where the other could acknowledge nothing, as for samples of both.
 */
function writesBesides(
  record: DrillRecord,
  runs: readonly WritableRun[],
  byNode: ReadonlyMap<string, readonly Sample[]>,
): string[] {
  return writesDuring(record, runs)
    .filter(({ run, node, span }) => {
      const own = byNode.get(node)?.findLast(({ state, askedAtMs }) => state && askedAtMs <= span.toMs);
      const inOneGroup = own ? areInOneGroup(run, { node, samples: [own] }) : false;
      return !inOneGroup && !acknowledgedNothing(byNode.get(run.node) ?? [], span);
    })
    .map(
      ({ run, node, writes, span }) =>
        `${node} executed ${counted(writes, 'acknowledged write')} from ${formatMs(span.fromMs)} to ${formatMs(span.toMs)}, while ${run.node} was writable`,
    );
}

/** Whether all samples of both runs tell of members of the same group. */
function areInOneGroup(one: WritableRun, other: WritableRun): boolean {
  const states = [...one.samples, ...other.samples].flatMap(({ state }) => state ?? []);
  const [first] = states;
  return first !== undefined && states.every((state) => commonGroup(first, state) !== undefined);
}

/** Changes between servers, and how many of them failovers, switchovers, or the number of servers explain. */
function unexplainedChanges(record: DrillRecord): { changes: Change[]; explained: number } {
  const { changes, servers } = serverChanges(record);
  const count = (type: string) => record.events.filter((event) => event.type === type).length;
  const told = Math.max(count('promoted'), count('failover-completed') + count('switchover-completed'));
  return { changes, explained: Math.max(told, servers - 1) };
}

function describeChange({ atMs, from, to }: Change): string {
  return `acknowledged writes turned from server ${from} to server ${to} by ${formatMs(atMs)}`;
}

function summaryOf(lines: readonly string[], changes: number, explained: number): string {
  if (changes <= explained) return lines[0] ?? '';
  return `servers that executed acknowledged writes changed ${counted(changes, 'time')}, where ${explained} ${explained === 1 ? 'is' : 'are'} explained: two accepted writes at the same time`;
}

/** Which nodes were not watched well enough to say that they were not writable. */
function unseenBecause(record: DrillRecord, byNode: ReadonlyMap<string, readonly Sample[]>): string[] {
  const { load } = timelineOf(record);
  if (!load) return ['there was no load'];
  const standbys = standbysOf(record);
  return [...byNode].flatMap(([node, samples]) => {
    if (!standbys.has(node) && !samples.some((sample) => sample.state))
      return [`${node} never answered a sample`];
    const instants = [load.fromMs, ...samples.map((sample) => sample.answeredAtMs), load.toMs];
    const inLoad = instants.filter((at) => at >= load.fromMs && at <= load.toMs).sort((a, b) => a - b);
    const holes = inLoad.map((at, index) => at - (inLoad[index - 1] ?? at));
    const longestMs = Math.max(...holes);
    return longestMs > longestSilenceMs ? [`${node} was not sampled for ${formatMs(longestMs)}`] : [];
  });
}

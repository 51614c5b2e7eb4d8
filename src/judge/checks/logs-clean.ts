import { type MarkKind, markOf, speaksServer } from '../../engine/log-marks.ts';
import { counted, Evidence } from '../../evidence.ts';
import { faults } from '../../faults/list.ts';
import type { Fault } from '../../faults/types.ts';
import type { DrillRecord } from '../../history/record.ts';
import { standbysOf } from '../measure/standbys.ts';
import { timelineOf } from '../measure/timeline.ts';
import { inconclusive } from './final-states.ts';
import { samplesByNode } from './samples-by-node.ts';
import type { Check } from './types.ts';

/** So much of a line is told (characters). */
const mostOfLine = 300;

export const logsClean: Check = {
  name: 'logs-clean',
  title: 'No server crashed by itself, or found its data damaged',
  method:
    'Looks in the logs of the database nodes for marks of a crash (a signal that the server caught, a failed assertion, a fatal error) and of damage (a corrupt page, index, binary log). A server that is killed leaves none. What a fault of the drill leaves on its target is told, and does not fail. Inconclusive when the log of a node was not recorded, was longer than is read, or has no word of a server, which then logs elsewhere.',
  needs: [],
  judge: (record) => {
    const { logs } = record;
    if (!logs) return inconclusive('the logs of the services are not in the record');
    const [unexplained, explained] = [new Evidence(), new Evidence()];
    for (const node of record.manifest.topology.nodes) {
      const own = expectedOn(record, node);
      for (const line of (logs.get(node)?.text ?? '').split('\n')) {
        const kind = markOf(line);
        if (!kind) continue;
        const fault = own.get(kind);
        const told = `${node}: ${line.trim().slice(0, mostOfLine)}`;
        if (fault) explained.add(() => `${told} (by ${fault})`);
        else unexplained.add(() => told);
      }
    }
    const [first] = unexplained.lines();
    if (first !== undefined) {
      const summary = `${counted(unexplained.count, 'mark')} of a crash or of damage that no fault explains: ${first}`;
      return { verdict: 'fail', summary, evidence: unexplained.lines() };
    }
    const ran = serversOf(record);
    const blind = ran.flatMap((node) => unreadBecause(record, node) ?? []);
    if (blind.length > 0) return inconclusive(blind.join('; '), explained.lines());
    const besides = explained.count === 0 ? '' : `, besides ${explained.count} by the faults`;
    const summary = `no mark of a crash or of damage${besides}`;
    return { verdict: 'pass', summary, evidence: explained.lines() };
  },
};

/** The marks that faults of the drill leave on a node, with the name of a fault that does. */
function expectedOn(record: DrillRecord, node: string): ReadonlyMap<MarkKind, string> {
  const expected = new Map<MarkKind, string>();
  for (const { fault, targets } of timelineOf(record).faults) {
    const { leaves }: Pick<Fault, 'leaves'> = Object.hasOwn(faults, fault)
      ? faults[fault as keyof typeof faults]
      : {};
    if (!leaves || (leaves.on === 'target' && !targets.includes(node))) continue;
    for (const mark of leaves.marks) if (!expected.has(mark)) expected.set(mark, fault);
  }
  return expected;
}

/** The nodes that should have run a server: not those that stood by all the time. */
function serversOf(record: DrillRecord): string[] {
  const standbys = standbysOf(record);
  return [...samplesByNode(record)]
    .filter(([node, samples]) => !standbys.has(node) || samples.some(({ state }) => state))
    .map(([node]) => node);
}

function unreadBecause({ logs }: DrillRecord, node: string): string | undefined {
  const log = logs?.get(node);
  if (!log) return `the log of ${node} is not in the record`;
  if (!log.whole) return `only the end of the log of ${node} was read`;
  return speaksServer(log.text) ? undefined : `the log of ${node} has no word of a server: it logs elsewhere`;
}

import { check } from '../../document/check.ts';
import { formatMs } from '../../formats/units.ts';
import { stableWindowMs } from '../../judge/measure/rto.ts';
import { besideWorkloads } from '../../workload/beside/list.ts';
import { readsOptions } from '../../workload/reads/operations.ts';
import { mostInFlight } from '../../workload/service.ts';
import { written } from '../bounds.ts';
import { doubtful, type Finding, refused } from './finding.ts';
import type { Meant } from './read.ts';

/** So many connections would wait at once that the harness has no file descriptors left for them. */
const mostWaiting = 1000;
/** A connection that waits for the answer of a commit makes no more a second. */
const mostPerConnection = 1000;

/** A load that cannot be sent as it is asked for, or that shows less than it seems to. */
export function loadFindings({ source, workload }: Meant): Finding[] {
  if (!workload) return [];
  const { probeEvery, probeDeadline, rate, writers } = workload;
  const findings: Finding[] = [];
  const path = ['workload', 'probeDeadline'];
  const waiting = Math.ceil(probeDeadline / probeEvery);
  const sum = `${formatMs(probeDeadline)} / ${formatMs(probeEvery)} = ${waiting} probes wait at once while nobody answers`;
  if (waiting > mostWaiting) {
    findings.push(
      refused(source, path, `expected a deadline of at most ${mostWaiting} periods of the probes: ${sum}`),
    );
  } else if (waiting > mostInFlight) {
    const message = `${sum}, and no more than ${mostInFlight} are sent: the end of an outage may be seen up to ${formatMs(probeDeadline - mostInFlight * probeEvery)} late`;
    findings.push(
      doubtful(
        source,
        path,
        message,
        `write a probeEvery of ${written(probeDeadline / mostInFlight)} or more`,
      ),
    );
  }
  if (rate / writers > mostPerConnection) {
    const message = `${rate} writes a second over ${writers} connections leave each write ${formatMs((1000 * writers) / rate)}: no commit is as quick`;
    findings.push(doubtful(source, ['workload', 'rate'], message));
  }
  return findings;
}

/** Options of workloads beside the ledger that are none, or that are out of bounds. */
export function besideFindings({ source, workload }: Meant): Finding[] {
  return (workload?.beside ?? []).flatMap(({ kind }, index) => {
    const { problems } = check(source, besideWorkloads[kind].options, ['workload', 'beside', index, 'with']);
    return problems.map((problem) => ({ ...problem, weight: 'refused' as const }));
  });
}

/** Workloads that read on the read endpoint, where the topology has none. */
export function readEndpointFindings({ source, workload, topology }: Meant): Finding[] {
  if (!topology || topology.section.endpoints.read) return [];
  return (workload?.beside ?? []).flatMap(({ kind, with: given }, index) => {
    const options = readsOptions.safeParse(given).data;
    if (kind !== 'reads' || options?.from !== 'read') return [];
    const message = `expected a topology with a read endpoint, found none in ${topology.name}`;
    const remedy = 'let the reads go to the write endpoint: `with: { from: write }`';
    return [refused(source, ['workload', 'beside', index], message, remedy)];
  });
}

/** A steady state that everything is, and an end of the method that never sees what it waits for. */
export function steadyFindings({ source, baseline, observe }: Meant): Finding[] {
  const findings: Finding[] = [];
  if (baseline && baseline.maxErrors > 0.5) {
    const message = `a baseline in which ${Math.round(baseline.maxErrors * 100)} % of the writes fail counts as steady, so that the drill proves nothing about its fault`;
    findings.push(doubtful(source, ['baseline', 'maxErrors'], message));
  }
  if (observe !== undefined && observe < stableWindowMs) {
    const message = `writes count as stable after ${formatMs(stableWindowMs)}, so that ${formatMs(observe)} never see them so: the recovery begins, and heals, ${formatMs(observe)} after the last step whatever happens`;
    findings.push(doubtful(source, ['observe'], message));
  }
  return findings;
}

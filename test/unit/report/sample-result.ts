import type { DrillResult, Measurement } from '../../../src/judge/measure/types.ts';
import { at } from './sample-record.ts';

const measurement = (
  name: string,
  title: string,
  value: number | null,
  unit: Measurement['unit'],
  resolution: number | null,
  how: string,
): Measurement => ({ name, title, value, unit, atLeast: false, resolution, how });

const measurements: Measurement[] = [
  measurement(
    'rto-service',
    'RTO, service',
    at.serviceBack - at.inForce,
    'ms',
    10,
    'from the fault in force to the first acknowledged write of a stable window, on fresh connections',
  ),
  measurement(
    'rto-application',
    'RTO, application',
    at.applicationBack - at.inForce,
    'ms',
    5,
    'the same, through a mysql2 pool with ordinary settings',
  ),
  measurement(
    'write-outage-service',
    'Longest write outage, service',
    1406.2,
    'ms',
    10,
    'between two acknowledgements',
  ),
  measurement('write-outage-application', 'Longest write outage, application', 2151, 'ms', 5, 'the same'),
  measurement(
    'rpo-rows',
    'Acknowledged writes lost',
    0,
    'rows',
    1,
    'compared with the final primary, by key',
  ),
  measurement('rpo-seconds', 'Age of the oldest lost write', 0, 'ms', 10, 'no acknowledged write was lost'),
  measurement(
    'availability-service',
    'Availability, service',
    0.961833,
    'ratio',
    0.0003,
    'writes acknowledged of writes due',
  ),
  measurement(
    'time-to-redundancy',
    'Time to full redundancy',
    at.redundant - at.inForce,
    'ms',
    100,
    'until all nodes are healthy members',
  ),
  measurement('failovers', 'Failovers', 1, 'count', 1, 'promotions seen in the event log'),
  measurement(
    'brown-out',
    'Brown-out, application',
    null,
    'ms',
    null,
    'the baseline was too short to compare',
  ),
];

const objectives: DrillResult['objectives'] = [
  ['rto-service', 'RTO, service', '<= 5s', '1.40 s', '3.60 s'],
  ['rto-application', 'RTO, application', '<= 10s', '2.15 s', '7.85 s'],
  ['rpo-rows', 'Acknowledged writes lost', '<= 0', '0 rows', '0 rows'],
  ['time-to-redundancy', 'Time to full redundancy', '<= 60s', '27.27 s', '32.73 s'],
  ['failovers', 'Failovers', '<= 1', '1', '0'],
].map(([measure = '', title = '', target = '', actual = '', margin = '']) => ({
  measure,
  title,
  target,
  actual,
  margin,
  verdict: 'pass' as const,
  reason: 'within the target',
}));

const phases: DrillResult['phases'] = [
  ['noticed', 'the manager suspects mysql1 after a refused poll', at.suspected],
  ['detected', 'the manager declares mysql1 dead: 3 polls refused and 2 of 2 replicas agree', at.detected],
  ['promoted', 'mysql2 accepts writes', at.promoted],
  ['routed', 'haproxy sends writes to mysql2', at.routed],
  ['first-write', 'the first acknowledged write of a stable window (service)', at.serviceBack],
  ['steady', 'latency and error rate are as in the baseline', at.steady],
  ['redundant', '3 of 3 nodes healthy, semisync in force', at.redundant],
].map(([name, endedBy, endedAtMs], index, all) => ({
  name: name as DrillResult['phases'][number]['name'],
  endedBy: String(endedBy),
  startedAtMs: index === 0 ? at.inForce : Number(all[index - 1]?.[2]),
  endedAtMs: Number(endedAtMs),
}));

const latency = (
  stream: 'service' | 'application',
  window: 'before' | 'during' | 'after',
  numbers: [number, number | null, number | null, number | null, number | null],
): DrillResult['latencies'][number] => ({
  stream,
  window,
  count: numbers[0],
  p50Ms: numbers[1],
  p95Ms: numbers[2],
  p99Ms: numbers[3],
  maxMs: numbers[4],
});

const faults: DrillResult['faults'] = [
  {
    step: 0,
    turn: 0,
    fault: 'kill',
    targets: ['mysql1'],
    injectingAtMs: at.injecting,
    inForceAtMs: at.inForce,
    evidence: 'pid 24 of mysql1: no such process; port 3306 refuses connections',
  },
];

const outages: DrillResult['outages'] = [
  {
    stream: 'service',
    startedAtMs: at.inForce - 2,
    endedAtMs: at.serviceBack,
    open: false,
    missedWrites: 140,
  },
  {
    stream: 'application',
    startedAtMs: at.inForce - 1,
    endedAtMs: at.applicationBack,
    open: false,
    missedWrites: 350,
  },
];

const errors: DrillResult['errors'] = [
  { stream: 'service', error: 'ECONNREFUSED connect to haproxy:3306', count: 105 },
  { stream: 'service', error: 'ER_OPTION_PREVENTS_STATEMENT (1290): read only', count: 35 },
  {
    stream: 'application',
    error: 'PROTOCOL_CONNECTION_LOST: the server closed the connection',
    count: 3,
  },
];

const checks: DrillResult['checks'] = [
  ['no-acknowledged-write-lost', 'No acknowledged write is lost', '10,492 of 10,492 are on mysql2'],
  ['no-failed-write-present', 'No write that surely failed is present', '0 of 490 failed writes are present'],
  ['nodes-equal-primary', 'Every node equals the primary', '3 nodes hold the same 10,493 rows'],
  ['no-errant-transactions', 'No node has transactions the primary lacks', 'none at the end'],
  ['single-writable-primary', 'Never two writable primaries', '1,101 samples, never two at once'],
  ['semisync-never-degraded', 'No write was acknowledged without a replica', '0 of 10,492'],
].map(([name = '', title = '', summary = '']) => ({
  name,
  title,
  verdict: 'pass' as const,
  summary,
  evidence: [`judged from final/ and history: ${summary}`],
}));

const expected: DrillResult['expected'] = [
  {
    situation: 'crash',
    what: 'the manager calls the primary dead',
    ends: 'detected',
    expected: { fromMs: 500, toMs: 800 },
    settings: ['CONFIRM_MS=500', 'POLL_MS=100'],
    unknown: 'the promotion and the routing, which the manager does itself',
    measuredMs: 642.5,
    earlierMs: 10,
  },
];

/** The judgement of the sample record: a pass. */
export function sampleResult(): DrillResult {
  return {
    format: 'ha-drill/result/1',
    run: '20261120-214502-kill-primary-semisync-7',
    scenario: 'kill-primary',
    topology: 'semisync',
    seed: 7,
    startedAt: '2026-11-20T21:45:02.118Z',
    lifecycle: 'completed',
    verdict: 'pass',
    sentence:
      'After the primary was killed nobody could write for 1.40 s (target at most 5 s), and no acknowledged write was lost.',
    reasons: [],
    classes: [],
    clients: [],
    faults,
    objectives,
    measurements,
    phases,
    expected,
    outages,
    loss: {
      acknowledged: 10_492,
      lost: 0,
      stranded: 0,
      unknownPresent: 1,
      unknownChanged: 0,
      unknownAbsent: 2,
      oldestLostAckMs: null,
      examples: [],
    },
    latencies: [
      latency('service', 'before', [662, 2.1, 3.6, 9.8, 27.4]),
      latency('service', 'during', [0, null, null, null, null]),
      latency('service', 'after', [2867, 2.2, 4.1, 14.9, 112]),
      latency('application', 'before', [1325, 2.1, 3.6, 9.9, 28]),
      latency('application', 'during', [78, 212, 398, 431, 446]),
      latency('application', 'after', [5583, 2.2, 5.8, 15.2, 118]),
    ],
    errors,
    checks,
  };
}

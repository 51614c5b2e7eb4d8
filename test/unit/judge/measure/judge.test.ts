import { expect, test } from 'vitest';
import type { DrillRecord } from '../../../../src/history/record.ts';
import { judge } from '../../../../src/judge/measure/judge.ts';
import { resultSchema } from '../../../../src/judge/measure/types.ts';
import { shifted, withOperations, withRows } from '../../../support/change-record.ts';
import { emptyRecord, eventOf, manifestOf, scenarioOf } from '../../../support/parts.ts';
import { plantDrill } from '../../../support/planted-drill.ts';

const drill = plantDrill();

test('a drill that went as planned passes, in one sentence with the numbers', () => {
  const result = judge(drill);
  expect(result.verdict).toBe('pass');
  expect(result.reasons).toEqual([]);
  expect(result.sentence).toBe(
    'Pass: writes were back 1.42 s after the kill of db1; none of 5,160 acknowledged writes was lost; full redundancy after 14.20 s.',
  );
  expect(resultSchema.parse(result)).toEqual(result);
});

test('the measurements of the planted drill', () => {
  const values = Object.fromEntries(judge(drill).measurements.map(({ name, value }) => [name, value]));
  expect(values).toEqual({
    'rto-service': 1422,
    'rto-application': 2002,
    'write-outage-service': 1422,
    'write-outage-application': 2002,
    'rpo-rows': 0,
    'rpo-seconds': 0,
    'availability-service': (1201 - 142) / 1201,
    'availability-application': (2401 - 400) / 2401,
    'time-to-redundancy': 14_200,
    failovers: 1,
    'write-rate-service': 100,
    'write-rate-application': 200,
    memory: null,
  });
});

test('the phases of the planted drill, each from the end of the one before', () => {
  expect(
    judge(drill).phases.map(({ name, startedAtMs, endedAtMs }) => [name, startedAtMs, endedAtMs]),
  ).toEqual([
    ['noticed', 8000, 8002],
    ['detected', 8002, 8600],
    ['promoted', 8600, 9100],
    ['routed', 9100, 9300],
    ['first-write', 9300, 9422],
    ['steady', 9422, 9422],
    ['redundant', 9422, 22_200],
  ]);
});

test('latencies and errors of the planted drill', () => {
  const result = judge(drill);
  expect(result.latencies.filter(({ stream }) => stream === 'service')).toEqual([
    { stream: 'service', window: 'before', count: 600, p50Ms: 2, p95Ms: 2, p99Ms: 2, maxMs: 2 },
    // The write that ends the RTO was itself due within it.
    { stream: 'service', window: 'during', count: 1, p50Ms: 2, p95Ms: 2, p99Ms: 2, maxMs: 2 },
    { stream: 'service', window: 'after', count: 1058, p50Ms: 2, p95Ms: 2, p99Ms: 2, maxMs: 2 },
  ]);
  expect(result.errors).toEqual([
    { stream: 'application', error: 'connect: ECONNREFUSED', count: 400 },
    { stream: 'service', error: 'connect: ECONNREFUSED', count: 142 },
  ]);
});

test('latency counts from the scheduled arrival', () => {
  const late = withOperations(drill, (operations) =>
    operations.map((one) => ({ ...one, startedAtMs: one.scheduledAtMs + 7, endedAtMs: one.endedAtMs + 7 })),
  );
  expect(judge(late).latencies[0]).toMatchObject({ p50Ms: 9 });
});

test('steady only when two windows in a row are below twice the latency of the baseline', () => {
  const slow = withOperations(drill, (operations) =>
    operations.map((one) => {
      const since = one.scheduledAtMs - 9422;
      const isSlow =
        one.outcome === 'ok' && ((since >= 0 && since < 1000) || (since >= 2000 && since < 3000));
      return isSlow ? { ...one, endedAtMs: one.scheduledAtMs + 4 } : one;
    }),
  );
  const phase = judge(slow).phases.find(({ name }) => name === 'steady');
  expect(phase?.endedAtMs).toBe(9422 + 3000);
});

test('phases of which the record has nothing are left out; the one that did not end has no end', () => {
  const types = ['failure-detected', 'promoted', 'routed', 'redundancy-restored'];
  const silent = { ...drill, events: drill.events.filter((event) => !types.includes(event.type)) };
  expect(judge(silent).phases.map(({ name, endedAtMs }) => [name, endedAtMs])).toEqual([
    ['noticed', 8002],
    ['first-write', 9422],
    ['steady', 9422],
    ['redundant', null],
  ]);
});

test('when nothing came back, the phases stop at the one that did not end', () => {
  const outage = { service: [8000, 30_000], application: [8000, 30_000] } as const;
  const down = plantDrill({ outage, promotedMs: 50_000, routedMs: 50_000 });
  const types = ['promoted', 'routed', 'failover-completed', 'redundancy-restored'];
  const result = judge({ ...down, events: down.events.filter((event) => !types.includes(event.type)) });
  expect(result.phases.map(({ name, endedAtMs }) => [name, endedAtMs])).toEqual([
    ['noticed', 8002],
    ['detected', 8600],
    ['elected', null],
  ]);
  expect(result.verdict).toBe('fail');
  expect(result.sentence).toBe(
    'Fail: RTO (service) is at least 12.00 s, target <= 5s (the failure was detected, but nobody was promoted); none of 2,100 acknowledged writes was lost; redundancy was not back after 14.20 s (0 writable nodes, expected 1).',
  );
});

test('a lost write fails, and the sentence says so first', () => {
  const nodes = ['db1', 'db2', 'db3'];
  const lossy = nodes.reduce((record, node) => withRows(record, node, (rows) => rows.slice(1)), drill);
  const result = judge(lossy);
  expect(result.verdict).toBe('fail');
  expect(result.sentence).toBe(
    'Fail: 1 of 5,160 acknowledged writes is missing on the final primary: 1 lost, 0 stranded on another node, first writer 0 sequence 1 (service), acknowledged at 1.00 s: lost; writes were back 1.42 s after the kill of db1; full redundancy after 14.20 s.',
  );
  expect(result.reasons).toEqual([
    'Every acknowledged write is on the final primary: 1 of 5,160 acknowledged writes is missing on the final primary: 1 lost, 0 stranded on another node, first writer 0 sequence 1 (service), acknowledged at 1.00 s: lost',
    'Acknowledged writes missing on the final primary: 1 row, target <= 0 (1 row above the target)',
  ]);
});

test('shifting all instants by a constant changes only instants', () => {
  const byMs = 4096;
  const [before, after] = [judge(drill), judge(shifted(drill, byMs))];
  const values = (result: typeof before) =>
    result.measurements.map(({ name, value, resolution }) => [name, value, resolution]);
  expect(values(after)).toEqual(values(before));
  expect(after.outages).toEqual(
    before.outages.map((outage) => ({
      ...outage,
      startedAtMs: outage.startedAtMs + byMs,
      endedAtMs: outage.endedAtMs + byMs,
    })),
  );
  expect([after.verdict, after.sentence, after.latencies]).toEqual([
    before.verdict,
    before.sentence,
    before.latencies,
  ]);
});

const withManifest = (changes: Parameters<typeof manifestOf>[0]): DrillRecord => ({
  ...drill,
  manifest: manifestOf(changes),
});
const withoutEvent = (type: string): DrillRecord => ({
  ...drill,
  events: drill.events.filter((event) => event.type !== type),
});
const unproved = {
  ...withoutEvent('fault-in-force'),
  events: [
    ...withoutEvent('fault-in-force').events,
    eventOf(8015, 'fault-unproved', { text: 'pid 24 still runs', data: { step: 0 } }),
  ],
};

test.each<[string, DrillRecord, string]>([
  ['killed harness', withManifest({ lifecycle: 'running' }), 'the drill never ended: the harness was killed'],
  ['interrupted', withManifest({ lifecycle: 'interrupted' }), 'the drill was interrupted'],
  ['failed', withManifest({ lifecycle: 'failed', failure: 'no Docker' }), 'the drill failed: no Docker'],
  [
    'damaged record',
    { ...drill, damage: ['history.ndjson.gz is missing'] },
    'the record is incomplete: history.ndjson.gz is missing',
  ],
  [
    'no steady state',
    withoutEvent('steady-state'),
    'nothing tells that the load was steady before the fault',
  ],
  [
    'not steady',
    {
      ...drill,
      events: drill.events.map((event) =>
        event.type === 'steady-state' ? { ...event, text: 'p99 2 s', data: { held: false } } : event,
      ),
    },
    'the load was not steady before the fault (p99 2 s)',
  ],
  ['unproved fault', unproved, 'kill of db1 was not proved: pid 24 still runs'],
  [
    'fault never injected',
    withManifest({
      scenario: scenarioOf({
        method: [
          { fault: 'kill', target: 'primary' },
          { fault: 'kill', target: 'replica' },
        ],
      }),
    }),
    'step 1 (kill) was never injected',
  ],
  ['no final state', { ...drill, finals: [] }, 'no final state of any node was recorded'],
  ['load that ended', plantDrill({ loadToMs: 8150 }), 'only 16 service writes were due after time zero'],
])('%s: inconclusive, with the reason', (_, record, reason) => {
  const result = judge(record);
  expect(result.reasons).toContain(reason);
  expect(result.verdict).toBe('inconclusive');
  expect(result.sentence).toMatch(/^Inconclusive: /);
});

test('a record of nothing is inconclusive, and nothing in it is measured', () => {
  const result = judge(emptyRecord());
  expect(result.verdict).toBe('inconclusive');
  expect(result.measurements.map(({ value }) => value)).toEqual(Array(13).fill(null));
  expect(result.checks.map(({ verdict }) => verdict)).toEqual(Array(7).fill('inconclusive'));
});

test('a check that breaks is inconclusive, with its error', () => {
  const broken = {
    ...drill,
    finals: drill.finals.map((final) => ({ ...final, state: { ...final.state, executed: 'nonsense' } })),
  };
  const check = judge(broken).checks.find(({ name }) => name === 'no-errant-transactions');
  expect(check?.verdict).toBe('inconclusive');
  expect(check?.summary).toMatch(/^the check broke: Expected a GTID set/);
});

test('redundancy whose last word was no is at least so long, whatever the looks say', () => {
  const events = drill.events.map((event) =>
    event.type === 'redundancy-restored'
      ? eventOf(20_000, 'redundancy-missing', { text: 'db1 is down' })
      : event,
  );
  const measured = judge({ ...drill, events }).measurements.find(({ name }) => name === 'time-to-redundancy');
  expect(measured).toMatchObject({ value: 14_200, atLeast: true });
  expect(measured?.because).toMatch(/^the looks say that it is back from 14.20 s on, but .*: db1 is down$/);
});

test('failovers are not measured without the log of the manager', () => {
  const events = drill.events.filter(({ source }) => source !== 'manager');
  expect(failoversOf({ ...drill, events })).toMatchObject({ value: null });
});

test('without a manager, failovers are the times that another node was seen to take over', () => {
  const { topology } = manifestOf();
  const services = topology.services.filter(({ role }) => role !== 'manager');
  const unmanaged = withManifest({ topology: { ...topology, services } });
  const seen = eventOf(9000, 'promoted', { source: 'harness', node: 'db2' });
  const samples = [{ node: 'db1', askedAtMs: 0, answeredAtMs: 1, state: null, error: 'silent' }];
  expect(failoversOf({ ...unmanaged, samples: [] })).toMatchObject({
    value: null,
    how: 'not measured: no node was sampled',
  });
  expect(failoversOf({ ...unmanaged, samples, events: [seen, seen] })).toMatchObject({ value: 2 });
  expect(failoversOf({ ...unmanaged, samples, events: [] })).toMatchObject({ value: 0 });
});

test('so are they under a tool whose words nobody understands; one that tells is believed alone', () => {
  const { topology } = manifestOf();
  const seen = eventOf(9000, 'promoted', { source: 'harness', node: 'db2' });
  const under = (tells: boolean) =>
    failoversOf({
      ...withManifest({ topology: { ...topology, failover: { tool: 'x', tells } } }),
      events: [seen],
    });
  expect(under(false)).toMatchObject({ value: 1 });
  expect(under(true)).toMatchObject({ value: null });
});

function failoversOf(record: DrillRecord) {
  return judge(record).measurements.find(({ name }) => name === 'failovers');
}

test('a write whose failure is known only after writes were back noticed nothing of the outage', () => {
  const silent = withOperations(drill, (operations) =>
    operations
      .map((one) => (one.stream === 'service' && one.outcome !== 'ok' ? { ...one, endedAtMs: 9500 } : one))
      .sort((a, b) => a.endedAtMs - b.endedAtMs),
  );
  const { phases } = judge(silent);
  expect(phases.map(({ name }) => name)).toContain('first-write');
  expect(phases.map(({ name }) => name)).not.toContain('noticed');
});

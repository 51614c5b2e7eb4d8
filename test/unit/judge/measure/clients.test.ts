import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BesideOperation } from '../../../../src/history/beside.ts';
import type { DrillRecord } from '../../../../src/history/record.ts';
import { clientObjectives, clientResults } from '../../../../src/judge/measure/clients.ts';
import { judge } from '../../../../src/judge/measure/judge.ts';
import { besideRecordOf } from '../../../support/beside.ts';
import { selfSamplesOf } from '../../../support/known-outage.ts';
import { manifestOf, scenarioOf } from '../../../support/parts.ts';
import { killOfPrimary, plantDrill } from '../../../support/planted-drill.ts';

const { zeroMs, loadFromMs, loadToMs } = killOfPrimary;

/** What is planted of one client: writes that are due in [from, to) are refused; each takes 2 ms. */
type Planted = {
  readonly name: string;
  readonly outage: readonly [fromMs: number, toMs: number];
  readonly periodMs?: number;
  readonly rto?: number;
  /** From 10 s to then every twentieth is refused as well. */
  readonly partlyToMs?: number;
};

const refused = { outcome: 'fail', error: 'ER_OPTION_PREVENTS_STATEMENT' } as const;

function writesOf({ name, outage: [fromMs, toMs], periodMs = 50, partlyToMs = 0 }: Planted, process: number) {
  const count = Math.floor((loadToMs - loadFromMs) / periodMs) + 1;
  return Array.from({ length: count }, (_, arrival): Omit<BesideOperation, 'index'> => {
    const scheduledAtMs = loadFromMs + arrival * periodMs;
    const isPartly = arrival % 20 === 0 && scheduledAtMs >= 10_000 && scheduledAtMs < partlyToMs;
    const isOut = (scheduledAtMs >= fromMs && scheduledAtMs < toMs) || isPartly;
    const about = { process, function: 'insert', key: name, value: [arrival + 1, 7], result: null };
    const times = { scheduledAtMs, startedAtMs: scheduledAtMs, endedAtMs: scheduledAtMs + 2 };
    return { ...about, ...times, outcome: 'ok', error: null, ...(isOut && refused) };
  });
}

function recordOf(planted: readonly Planted[]): DrillRecord {
  const operations = planted
    .flatMap(writesOf)
    .toSorted((a, b) => a.endedAtMs - b.endedAtMs)
    .map((one, index) => ({ ...one, index }));
  const clients = planted.map(({ name, rto }) => ({ name, rate: 20, ...(rto !== undefined && { rto }) }));
  const drill = plantDrill();
  const scenario = scenarioOf({
    workload: { clients: planted.map(({ name }) => ({ name })) },
    objectives: { 'rto-service': '<= 5s' },
    checks: ['single-writable-primary'],
  });
  const { endedAtMs } = drill.manifest;
  return {
    ...drill,
    manifest: manifestOf({ scenario, endedAtMs }),
    beside: [besideRecordOf('clients', operations, { options: { clients } })],
  };
}

const three = [
  { name: 'pool-a', outage: [zeroMs, 9200], rto: 2000 },
  { name: 'pool-b', outage: [zeroMs, Number.POSITIVE_INFINITY], rto: 5000 },
  { name: 'pool-c', outage: [0, 0] },
] as const satisfies Planted[];

describe('clients side by side', () => {
  test('one of whose connections one stays refused misses its target, though its RTO is within it', () => {
    const pool = { name: 'pool-a', outage: [zeroMs, 9200], rto: 5000 } as const;
    const judged = (partlyToMs: number) => clientObjectives(recordOf([{ ...pool, partlyToMs }]), null)[0];
    expect(judged(0)).toMatchObject({ verdict: 'pass' });
    expect(judged(12_500)).toMatchObject({ verdict: 'pass' });
    expect(judged(14_500)).toMatchObject({ verdict: 'inconclusive' });
    expect(judged(loadToMs)).toMatchObject({
      measure: 'rto-client-pool-a',
      verdict: 'fail',
      reason: expect.stringMatching(
        /^10 of \d+ writes of the client pool-a failed within 9.00 s, to the end of the load/,
      ),
    });
    const [patient] = clientObjectives(recordOf([{ ...pool, rto: 8000, partlyToMs: 14_500 }]), null);
    expect(patient).toMatchObject({ verdict: 'pass' });
    const [open] = clientObjectives(recordOf([{ ...pool, rto: 30_000, partlyToMs: loadToMs }]), null);
    expect(open).toMatchObject({ verdict: 'inconclusive' });
    const [late] = clientObjectives(recordOf([{ ...pool, rto: 1000, partlyToMs: loadToMs }]), null);
    expect(late).toMatchObject({ verdict: 'fail', reason: expect.stringContaining('above the target') });
    const unsteady = clientObjectives(
      recordOf([{ ...pool, partlyToMs: loadToMs }]),
      'the load was not steady',
    );
    expect(unsteady[0]).toMatchObject({ verdict: 'inconclusive' });
  });

  test('each has its own RTO, and one that does not come back has none', () => {
    expect(clientResults(recordOf(three))).toMatchObject([
      { name: 'pool-a', never: false, rto: { name: 'rto-client-pool-a', value: 1202, atLeast: false } },
      { name: 'pool-b', never: true, rto: { value: loadToMs - zeroMs, atLeast: true } },
      { name: 'pool-c', never: false, rto: { atLeast: false }, failed: 0, lastError: null },
    ]);
    expect(clientResults(recordOf(three))[1]).toMatchObject({ lastError: 'ER_OPTION_PREVENTS_STATEMENT' });
  });

  test('their objectives are judged one by one, and decide the drill', () => {
    const record = recordOf(three);
    expect(clientObjectives(record, null)).toMatchObject([
      { measure: 'rto-client-pool-a', target: '<= 2s', verdict: 'pass' },
      { measure: 'rto-client-pool-b', target: '<= 5s', verdict: 'fail', actual: 'at least 12.00 s' },
    ]);
    expect(judge(record)).toMatchObject({ verdict: 'fail' });
    const names = judge(record).measurements.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['rto-client-pool-a', 'rto-client-pool-c']));
  });

  test('those of the service and of the application are as without them', () => {
    const { clients: _, ...alone } = judge(plantDrill());
    const streams = (result: Pick<typeof alone, 'measurements' | 'outages'>) => [
      result.measurements.filter(({ name }) => /^rto-(service|application)$/.test(name)),
      result.outages,
    ];
    expect(streams(judge(recordOf(three)))).toEqual(streams(alone));
  });

  test('one that never wrote before the fault is not measured, and its objective is inconclusive', () => {
    const record = recordOf([{ name: 'stranger', outage: [0, 9200], rto: 5000 }]);
    expect(clientResults(record)).toMatchObject([{ rto: { value: null }, never: false }]);
    expect(clientObjectives(record, null)).toMatchObject([{ verdict: 'inconclusive' }]);
  });

  test('a client as by default is told so, and else what differs', () => {
    expect(clientResults(recordOf(three)).map(({ settings }) => settings)).toEqual(
      Array(3).fill('as by default'),
    );
  });

  test('a missed objective is inconclusive where the harness itself stood still for half of the outage', () => {
    const late = [{ name: 'pool-a', outage: [zeroMs, 9200], rto: 1000 }] as const;
    const verdictOf = (stillMs: number) =>
      clientObjectives(
        { ...recordOf(late), harness: selfSamplesOf([[zeroMs + 100, zeroMs + 100 + stillMs]]) },
        null,
      )[0]?.verdict;
    expect(verdictOf(500)).toBe('fail');
    expect(verdictOf(900)).toBe('inconclusive');
  });

  test('one of which nothing was recorded is told, not left out', () => {
    const record = recordOf(three);
    const [own] = record.beside ?? [];
    const without = own?.operations.filter(({ key }) => key !== 'pool-a') ?? [];
    const changed = { ...record, beside: [{ ...own, operations: without } as NonNullable<typeof own>] };
    expect(clientResults(changed)[0]).toMatchObject({
      name: 'pool-a',
      acknowledged: 0,
      rto: { value: null },
    });
  });

  test('whatever is planted for two of them is found for each, to the ms', () => {
    const back = fc.integer({ min: 9000, max: 13_000 });
    const period = fc.integer({ min: 10, max: 80 });
    fc.assert(
      fc.property(back, back, period, period, (backA, backB, periodA, periodB) => {
        const planted = [
          { name: 'a', outage: [zeroMs, backA], periodMs: periodA },
          { name: 'b', outage: [zeroMs, backB], periodMs: periodB },
        ] as const;
        const found = clientResults(recordOf(planted)).map(({ rto }) => [rto.value, rto.atLeast]);
        const truth = planted.map(({ outage: [, toMs], periodMs }) => {
          const firstDueMs = loadFromMs + Math.ceil((toMs - loadFromMs) / periodMs) * periodMs;
          return [firstDueMs + 2 - zeroMs, false];
        });
        expect(found).toEqual(truth);
      }),
      { numRuns: 40 },
    );
  });
});

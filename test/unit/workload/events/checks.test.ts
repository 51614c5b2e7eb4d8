import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BesideOperation } from '../../../../src/history/beside.ts';
import type { FinalRead } from '../../../../src/workload/beside/types.ts';
import { eventsChecks } from '../../../../src/workload/events/checks.ts';
import { besideOf, evidenceOf } from '../../../support/beside.ts';

/** A look every 100 ms that takes no time: up to a second it saw row 1, then row 2, and so on. */
const looks = (seconds: number, newestAt = (ms: number): number | null => 1 + Math.floor(ms / 1000)) =>
  Array.from({ length: seconds * 10 }, (_, index) => {
    const atMs = 100 * index;
    const times = { scheduledAtMs: atMs, startedAtMs: atMs, endedAtMs: atMs };
    return besideOf(index, { function: 'look', result: newestAt(atMs), ...times });
  });
const judge = (operations: BesideOperation[], nodes: Record<string, FinalRead[]> = { db1: [] }) =>
  eventsChecks['events-go-on'].judge(evidenceOf(operations, nodes, { missed: 2 }));
/** Answers from 5 s on are missing for so many ms. */
const withOutage = (operations: BesideOperation[], forMs: number) =>
  operations.map((one) =>
    one.startedAtMs > 5000 && one.startedAtMs < 5000 + forMs
      ? { ...one, outcome: 'fail' as const, result: null }
      : one,
  );

describe('events-go-on', () => {
  test('a row each second passes', () => {
    expect(judge(looks(20))).toMatchObject({
      verdict: 'pass',
      summary: '200 looks: never more than 900 ms without a new row while the database answered',
    });
  });

  test('an event that stops at a failover fails, the outage not counted', () => {
    const stopped = looks(20, (ms) => 1 + Math.floor(Math.min(ms, 5000) / 1000));
    expect(judge(withOutage(stopped, 10_000))).toMatchObject({
      verdict: 'fail',
      summary:
        'the event stood still 1 time: no new row from 5.00 s to 19.90 s, in 4.90 s of which it was looked for and the database answered',
    });
  });

  test('an outage in which nothing was answered passes, however long', () => {
    const rows = looks(30, (ms) =>
      ms < 15_000 ? Math.min(6, 1 + Math.floor(ms / 1000)) : Math.floor(ms / 1000),
    );
    expect(judge(withOutage(rows, 10_000)).verdict).toBe('pass');
  });

  test('a stand-still of as long as may be passes, of one look more fails', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), (fromTenths) => {
        const standing = (tenths: number) =>
          looks(12, (ms) => {
            const fromMs = 100 * fromTenths;
            const untilMs = fromMs + 100 * tenths;
            return ms < fromMs ? -ms - 1 : ms <= untilMs ? 0 : ms;
          });
        expect(judge(standing(30)).verdict).toBe('pass');
        expect(judge(standing(31)).verdict).toBe('fail');
      }),
    );
  });

  test('no row ever, and looks for too short a time: inconclusive', () => {
    expect(judge(looks(20, () => null))).toMatchObject({
      verdict: 'inconclusive',
      summary: 'the event never wrote a row',
    });
    expect(judge(looks(3))).toMatchObject({
      verdict: 'inconclusive',
      summary: 'it was looked for in 2.90 s, and 3.00 s may pass without a row',
    });
  });
});

describe('events-once', () => {
  const rows = (...written: [atMs: number, server: number][]): FinalRead[] =>
    written.map((row, id) => [id + 1, row]);
  const once = (reads: FinalRead[], node = 'db1') =>
    eventsChecks['events-once'].judge(evidenceOf(looks(1), { [node]: reads }, {}));

  test('one server after the other passes, and back again', () => {
    expect(once(rows([1000, 1], [2000, 1], [5000, 2], [6000, 2], [30_000, 1]))).toMatchObject({
      verdict: 'pass',
      summary: '5 rows by 2 servers, one after the other',
    });
  });

  test('rows of two servers within each other fail', () => {
    expect(once(rows([1000, 1], [1400, 2], [2000, 1], [3000, 1]))).toMatchObject({
      verdict: 'fail',
      summary:
        'the event ran on two servers at once, 1 time: row 2 of server 2 stands between rows 1 and 3 of server 1, 1.00 s apart',
    });
  });

  test('wherever one row of another server stands, it is found', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 40 }), fc.nat(), (count, some) => {
        const all = Array.from({ length: count }, (_, index): [number, number] => [1000 * index, 1]);
        const at = 1 + (some % (count - 2));
        expect(once(rows(...all)).verdict).toBe('pass');
        expect(once(rows(...all.toSpliced(at, 0, [1000 * at - 500, 2]))).verdict).toBe('fail');
      }),
    );
  });

  test('two schedulers that fire in the same second fail, in whichever order each second has them', () => {
    const order = fc.array(fc.boolean(), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(order, (turns) => {
        const both = turns.flatMap((isFirst, second): [number, number][] => [
          [1000 * second + 1, isFirst ? 1 : 2],
          [1000 * second + 2, isFirst ? 2 : 1],
        ]);
        expect(once(rows(...both)).verdict).toBe('fail');
      }),
    );
  });

  test('no rows, or no primary that was read: inconclusive', () => {
    expect(once([]).verdict).toBe('inconclusive');
    expect(once(rows([1000, 1]), 'db2').verdict).toBe('inconclusive');
  });
});

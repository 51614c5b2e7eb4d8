/** Issue 11, C and I: who was well, who accepted writes, and whom nobody asked. */
import { describe, expect, test } from 'vitest';
import type { Observation } from '../../../../src/engine/observation.ts';
import type { DrillRecord } from '../../../../src/history/record.ts';
import { judge } from '../../../../src/judge/measure/judge.ts';
import {
  changeEvents,
  changeSamples,
  judged,
  measured,
  withEvents,
  withFittingRows,
  withScenario,
} from '../../../support/adversary.ts';
import {
  eventOf,
  finalRowsOf,
  operationsOf,
  type Row,
  rowsOf,
  semisyncOf,
  sourceOf,
  stateOf,
  uuidOf,
  writable,
} from '../../../support/parts.ts';
import { plantDrill } from '../../../support/planted-drill.ts';

const drill = withScenario(plantDrill(), {
  objectives: { 'rto-service': '<= 5s', 'time-to-redundancy': '<= 60s' },
});
const checkOf = (record: DrillRecord, name: string) => judge(record).checks.find((one) => one.name === name);

/** What a node says from an instant on is another thing; null stands for no answer. */
const says = (
  record: DrillRecord,
  node: string,
  fromMs: number,
  change: (state: Observation, atMs: number) => Observation | null,
  toMs = Number.POSITIVE_INFINITY,
) =>
  changeSamples(record, (sample) => {
    if (sample.node !== node || sample.answeredAtMs < fromMs || sample.answeredAtMs >= toMs) return sample;
    const state = change(sample.state ?? stateOf(Number(node.slice(2))), sample.answeredAtMs);
    return { ...sample, state, error: state ? null : 'ETIMEDOUT' };
  });

describe('redundancy', () => {
  const notBack = (record: DrillRecord, because: RegExp) => {
    const found = measured(record, 'time-to-redundancy');
    expect(found).toMatchObject({ atLeast: true });
    expect(found.because).toMatch(because);
    expect(judged(record).verdict).not.toBe('pass');
  };

  test('what was seen before the last act says nothing about the end', () => {
    const acted = withEvents(
      drill,
      eventOf(22_190, 'recovery-step', { node: 'db3', data: { action: 'operator' } }),
    );
    const blind = changeSamples(acted, (one) => (one.answeredAtMs > 20_500 && one.node === 'db3' ? [] : one));
    notBack(blind, /db3: not asked since the last act, at 22.19 s/);
  });

  test('an answer that took seconds is of the time before', () => {
    const slow = changeSamples(drill, (one) => {
      if (one.node !== 'db3' || one.answeredAtMs < 16_000) return one;
      return one.answeredAtMs < 22_199 ? [] : { ...one, askedAtMs: 16_000 };
    });
    notBack(slow, /db3: not asked for the last 6\d{3} ms/);
  });

  test('a member that still recovers is none', () => {
    const topology = { ...drill.manifest.topology, replication: 'group-replication' };
    const group = (server: number, state: 'ONLINE' | 'RECOVERING'): Partial<Observation> => ({
      source: null,
      semisync: null,
      group: {
        name: uuidOf(9),
        singlePrimary: true,
        state,
        role: server === 2 ? 'PRIMARY' : 'SECONDARY',
        hasMajority: true,
        members: [1, 2, 3].map((one) => ({
          host: `db${one}`,
          state: one === 3 ? state : 'ONLINE',
          role: one === 2 ? 'PRIMARY' : 'SECONDARY',
        })),
      },
    });
    const all = (third: 'ONLINE' | 'RECOVERING') => {
      const grouped = changeSamples(drill, (one) => {
        const server = Number(one.node.slice(2));
        const role = server === 2 ? writable : {};
        return {
          ...one,
          error: null,
          state: stateOf(server, { ...role, ...group(server, server === 3 ? third : 'ONLINE') }),
        };
      });
      return { ...grouped, manifest: { ...drill.manifest, topology } };
    };
    expect(measured(all('ONLINE'), 'time-to-redundancy')).toMatchObject({ atLeast: false });
    notBack(all('RECOVERING'), /db3/);
  });

  test('a replica with a delay that stands still is behind for good', () => {
    const source = sourceOf('db2', { delaySeconds: 3600, received: '', receiver: 'off' });
    notBack(
      says(drill, 'db3', 9500, (state) => ({ ...state, source, executed: `${uuidOf(1)}:1-10` })),
      /db3/,
    );
  });

  test('a node that is never asked, and one that never answers', () => {
    notBack(
      changeSamples(drill, (one) => (one.node === 'db3' ? [] : one)),
      /db3: not asked yet/,
    );
    notBack(
      says(drill, 'db3', 0, () => null),
      /db3: ETIMEDOUT/,
    );
  });

  test('a manager that was looked at for the last time before it died', () => {
    const dead = changeEvents(drill, (event) => {
      if (event.type !== 'service-seen' || event.node !== 'manager' || event.data?.last !== true)
        return event;
      return { ...event, data: { ...event.data, error: 'ECONNREFUSED', manager: null } };
    });
    notBack(dead, /manager: is dead or out of reach/);
    notBack(
      changeEvents(drill, (event) => (event.data?.last === true ? [] : event)),
      /nothing tells that it was asked until the end/,
    );
  });

  test('a word that it is back, said before the last fault, is no last word', () => {
    const early = changeEvents(drill, (event) =>
      event.type === 'redundancy-restored' ? { ...event, atMs: 7900 } : event,
    );
    notBack(early, /ends before the last word/);
  });
});

describe('two primaries', () => {
  const name = 'single-writable-primary';
  /** `db1` executed the acknowledged writes due in a span, though it answered no sample. */
  const executedByOld = (fromMs: number, toMs: number): DrillRecord => {
    const old = new Set(
      operationsOf(drill.operations)
        .filter((one) => one.outcome === 'ok' && one.scheduledAtMs >= fromMs && one.scheduledAtMs < toMs)
        .map(({ writer, sequence }) => `${writer}-${sequence}`),
    );
    const fitting = withFittingRows(drill, operationsOf(drill.operations));
    return {
      ...fitting,
      finals: fitting.finals.map((final) => {
        const rows = rowsOf(final).map(([writer, sequence, value, id]): Row => {
          const serverId = old.has(`${writer}-${sequence}`) ? 1 : id;
          return [writer, sequence, value, serverId];
        });
        return { ...final, rows: finalRowsOf(rows) };
      }),
    };
  };

  test('all writes are acknowledged by the one that answers no sample, while another is writable', () => {
    const found = checkOf(executedByOld(9400, 30_000), name);
    expect(found).toMatchObject({ verdict: 'fail' });
    expect(found?.summary).toMatch(
      /^db1 executed [\d,]+ acknowledged writes from 9.42 s to .*, while db2 was writable$/,
    );
  });

  test('a single one, in the middle, is enough; one that was under way when the other turned writable is none', () => {
    expect(checkOf(executedByOld(12_000, 12_010), name)?.verdict).toBe('fail');
    const old = executedByOld(9420, 9421);
    const early = withFittingRows(
      old,
      operationsOf(old.operations).map((one) =>
        one.scheduledAtMs === 9420 ? { ...one, startedAtMs: 9420 } : one,
      ),
    );
    expect(checkOf({ ...early, finals: old.finals }, name)?.verdict).toBe('fail');
    const underWay = operationsOf(old.operations).map((one) =>
      one.scheduledAtMs === 9420 ? { ...one, scheduledAtMs: 9080, startedAtMs: 9080 } : one,
    );
    expect(checkOf({ ...withFittingRows(old, underWay), finals: old.finals }, name)?.verdict).toBe('pass');
  });

  test('not where the writable one could acknowledge nothing', () => {
    const waiting = says(executedByOld(9400, 30_000), 'db2', 9000, (state) => ({
      ...state,
      semisync: semisyncOf({ acknowledged: 7, waiting: 2 }),
    }));
    expect(checkOf(waiting, name)?.verdict).toBe('pass');
  });

  test('a node that answers in place of another is told', () => {
    const twin = says(drill, 'db3', 0, (state) => ({ ...state, serverUuid: uuidOf(2) }));
    expect(judged(twin)).toMatchObject({
      verdict: 'inconclusive',
      told: expect.stringContaining('db2 and db3 answered with the UUID'),
    });
    const sameId = {
      ...drill,
      finals: drill.finals.map((final) => ({ ...final, state: { ...final.state, serverId: 2 } })),
    };
    expect(judged(sameId).told).toMatch(/answered with the server id 2/);
  });

  test('a failover that the manager promoted and never completed is one', () => {
    const silent = changeEvents(drill, (event) => (event.type === 'failover-completed' ? [] : event));
    expect(measured(silent, 'failovers')).toMatchObject({ value: 1 });
    const objectives = { 'rto-service': '<= 5s', failovers: '<= 0' } as const;
    expect(judged(withScenario(silent, { objectives })).verdict).toBe('fail');
  });
});

describe('semisync that gave up', () => {
  const name = 'semisync-never-degraded';
  /** `db1` says in its last samples what it counted, and is fenced in the very last. */
  const fenced = (acknowledged: number, unacknowledged: number): DrillRecord =>
    says(
      says(drill, 'db1', 7700, (state) => ({ ...state, semisync: semisyncOf({ acknowledged: 5000 }) }), 7900),
      'db1',
      7900,
      (state) => ({
        ...state,
        acceptsWrites: false,
        semisync: semisyncOf({ acknowledged, unacknowledged, sourceActive: false }),
      }),
      8000,
    );

  test('between the last sample that found it writable and the one that found it fenced', () => {
    // 10 service and 20 application writes are acknowledged in the 100 ms between.
    expect(checkOf(fenced(5000, 40), name)).toMatchObject({ verdict: 'fail' });
    expect(checkOf(fenced(5000, 40), name)?.evidence[0]).toMatch(
      /^db1: \d+ acknowledged writes that no replica acknowledged, from 7.80 s/,
    );
  });

  test('what fencing let go to no client is none', () => {
    expect(checkOf(fenced(5040, 8), name)?.verdict).toBe('pass');
  });
});

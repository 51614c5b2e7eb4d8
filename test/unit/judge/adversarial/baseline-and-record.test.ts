/** Issue 11, F and I: a load that was not steady, and records that are not whole, whatever they say of themselves. */
import { describe, expect, test } from 'vitest';
import type { DrillRecord } from '../../../../src/history/record.ts';
import { unsteadyReasons } from '../../../../src/judge/measure/steadiness.ts';
import {
  changeEvents,
  changeSamples,
  down,
  judged,
  stalled,
  withEvents,
  withFittingRows,
  without,
  withScenario,
} from '../../../support/adversary.ts';
import { eventOf, finalRowsOf, manifestOf, operationsOf, rowsOf, stateOf } from '../../../support/parts.ts';
import { plantDrill } from '../../../support/planted-drill.ts';

/** The baseline is watched from 2 s to 7 s, and the harness says that it held. */
const drill = plantDrill();
const sentence = (record: DrillRecord) => judged(record).told.split('\n')[0] ?? '';

describe('a baseline that was not steady, and is told as steady', () => {
  test('the planted one was', () => expect(unsteadyReasons(drill)).toEqual([]));

  test.each<[string, DrillRecord, RegExp]>([
    ['all writes failed in it', down(drill, 'both', 2000, 7000), /500 of 50\d service writes failed/],
    [
      'two of a hundred failed',
      down(drill, 'application', 3000, 3110, 'info'),
      /\d+ of 1\d{3} application writes failed/,
    ],
    [
      'one stream had no writes',
      without(drill, ({ stream, scheduledAtMs }) => stream === 'application' && scheduledAtMs < 7500),
      /no application write ended/,
    ],
    [
      'there were no writes at all',
      without(drill, ({ scheduledAtMs }) => scheduledAtMs < 7400),
      /no service write ended/,
    ],
    [
      'the probes hung for two seconds and came back well',
      down(drill, 'service', 3000, 5000, { acknowledgedAtMs: 5000 }),
      /no service write was acknowledged for 2.0\d s/,
    ],
    ['the load stood still for two seconds', stalled(drill, 3000, 5000), /was acknowledged for 2.0\d s/],
    [
      'the application was slow',
      withFittingRows(
        drill,
        operationsOf(drill.operations).map((one) =>
          one.stream === 'application' && one.scheduledAtMs < 7000
            ? { ...one, endedAtMs: one.scheduledAtMs + 600 }
            : one,
        ),
      ),
      /p99 latency of application writes 600 ms, limit 500 ms/,
    ],
    [
      'the primary changed in it',
      changeSamples(drill, (one) =>
        one.node === 'db3' && one.answeredAtMs > 4000 && one.answeredAtMs < 5000
          ? { ...one, state: stateOf(3, { acceptsWrites: true }) }
          : one,
      ),
      /db3 accepted writes in \d+ of \d+ samples/,
    ],
    [
      'a node was dead in it',
      changeSamples(drill, (one) =>
        one.node === 'db3' && one.answeredAtMs < 7500 ? { ...one, state: null, error: 'ECONNREFUSED' } : one,
      ),
      /db3 did not answer/,
    ],
    [
      'it was watched after the fault',
      changeEvents(drill, (event) => (event.type === 'steady-state' ? { ...event, atMs: 14_500 } : event)),
      /was watched until 14.50 s, and the first fault was injected at 7.98 s/,
    ],
  ])('%s', (_, record, reason) => {
    expect(unsteadyReasons(record).join('\n')).toMatch(reason);
    expect(judged(record).verdict).not.toBe('pass');
  });

  test('its reason stands in the first sentence; what was missed then is blamed on nobody', () => {
    const missed = down(down(drill, 'service', 3000, 5000, { acknowledgedAtMs: 5000 }), 'both', 8000, 14_500);
    expect(judged(missed).verdict).toBe('inconclusive');
    expect(sentence(missed)).toMatch(/^Inconclusive: the load was not steady before the fault \(no service/);
  });

  test('what the harness saw and the record shows in the same words is told once', () => {
    const slow = down(drill, 'service', 3000, 5000, { acknowledgedAtMs: 5000 });
    const [reason = ''] = unsteadyReasons(slow);
    const [, text = ''] = /\((.*)\)$/.exec(reason) ?? [];
    const told = changeEvents(slow, (event) =>
      event.type === 'steady-state' ? { ...event, text, data: { held: false } } : event,
    );
    expect(text).toMatch(/no service write/);
    expect(unsteadyReasons(told)).toEqual(unsteadyReasons(slow));
  });

  test('lost rows fail all the same', () => {
    const slow = down(drill, 'service', 3000, 5000, { acknowledgedAtMs: 5000 });
    const finals = drill.finals.map((final) => ({
      ...final,
      rows: finalRowsOf(rowsOf(final).slice(0, -1)),
    }));
    expect(judged({ ...slow, finals }).verdict).toBe('fail');
  });

  test('limits that a scenario widens are its own', () => {
    const failing = down(drill, 'application', 3000, 3500);
    expect(unsteadyReasons(failing)).toHaveLength(1);
    expect(unsteadyReasons(withScenario(failing, { baseline: { maxErrors: 0.2 } }))).toEqual([]);
  });

  test('one write less than the limit is steady, one more is not', () => {
    // 1,000 application writes end in it; 10 may fail.
    const failed = (count: number) => {
      const [first = 0] = [3000];
      return unsteadyReasons(down(drill, 'application', first, first + 5 * count)).length;
    };
    expect([failed(10), failed(11)]).toEqual([0, 1]);
  });
});

describe('a record that tells less than it should', () => {
  const about = { step: 0, fault: 'kill', targets: ['db1'] };
  test.each<[string, DrillRecord]>([
    ['no operation', withFittingRows(drill, [])],
    ['one operation', withFittingRows(drill, operationsOf(drill.operations).slice(0, 1))],
    [
      'only those that failed',
      withFittingRows(
        drill,
        operationsOf(drill.operations).filter(({ outcome }) => outcome !== 'ok'),
      ),
    ],
    [
      'an injection without an end',
      changeEvents(drill, (event) => (event.type === 'fault-in-force' ? [] : event)),
    ],
    ['a healing that is never over', withEvents(drill, eventOf(14_000, 'fault-healing', { data: about }))],
    [
      'a healing before the injection',
      withEvents(
        drill,
        eventOf(7000, 'fault-healing', { data: about }),
        eventOf(9000, 'fault-healed', { data: about }),
      ),
    ],
    [
      'an effect before the injection',
      changeEvents(drill, (event) =>
        event.type === 'fault-in-force' ? { ...event, data: { ...event.data, effectAtMs: 100 } } : event,
      ),
    ],
    [
      'an event of the harness before the drill began, with clocks that differ',
      withEvents(
        { ...drill, manifest: manifestOf({ clock: { errorMs: 60_000, how: '' } }) },
        eventOf(-5, 'harness-note'),
      ),
    ],
    [
      'a target that only a worse cluster meets',
      {
        ...drill,
        manifest: manifestOf({
          scenario: { ...drill.manifest.scenario, objectives: { 'rto-service': '>= 0' } },
        }),
      },
    ],
    [
      'a target of a measure that it cannot take',
      withScenario(drill, { objectives: { 'time-to-restore': '<= 60s' } }),
    ],
    ['no sample of a node', changeSamples(drill, (one) => (one.node === 'db3' ? [] : one))],
    ['samples that all failed', changeSamples(drill, (one) => ({ ...one, state: null, error: 'ETIMEDOUT' }))],
    ['writes that end after the load, of which none is in time', plantDrill({ latencyMs: 6000 })],
    [
      'a huge hole behind everything',
      {
        ...drill,
        manifest: manifestOf({ endedAtMs: 9e8 }),
        finals: drill.finals.map((final) => ({ ...final, takenAtMs: 8.9e8 })),
        events: [
          ...drill.events,
          eventOf(8e8, 'switchover-completed', { source: 'manager' }),
          eventOf(8.95e8, 'promoted', { source: 'manager' }),
        ],
      },
    ],
  ])('%s: no pass', (_, record) => {
    const { verdict, told } = judged(record);
    expect(verdict).not.toBe('pass');
    expect(told.length).toBeGreaterThan(20);
  });

  test('clocks of others that differ by more than the drill is long are no reason for harm', () => {
    const skewed = { ...drill, manifest: manifestOf({ clock: { errorMs: 60_000, how: '' } }) };
    expect(judged(skewed).verdict).toBe('pass');
  });
});

/** Issue 11, A: an outage that the harness ended is no recovery of the cluster, in whatever way that is hidden. */
import { expect, test } from 'vitest';
import type { DrillRecord } from '../../../../src/history/record.ts';
import { rtosOf, worstRto } from '../../../../src/judge/measure/rto.ts';
import { down, judged, measured, withEvents, withScenario } from '../../../support/adversary.ts';
import { eventOf } from '../../../support/parts.ts';
import { plantDrill } from '../../../support/planted-drill.ts';

/** The service is out from 8 s to 11 s, and the application as well: within the target of 5 s. */
const drill = plantDrill({
  outage: { service: [8000, 11_000], application: [8000, 11_000] },
  recoveryMs: 10_000,
});
const backMs = 11_002;
const healing = (atMs: number, data: object) =>
  eventOf(atMs, 'fault-healing', { data: { step: 0, ...data } });
const healed = (atMs: number) => eventOf(atMs, 'fault-healed', { data: { step: 0 } });
const step = (atMs: number, data: object) =>
  eventOf(atMs, 'recovery-step', { node: 'db1', data: { ...data } });
const worst = (record: DrillRecord) => worstRto(rtosOf(record, 'service'));

test('without an act it passes, so that what follows is the doing of the act', () => {
  expect(judged(drill).verdict).toBe('pass');
});

test.each<[string, DrillRecord]>([
  [
    'begun a microsecond before',
    withEvents(drill, healing(backMs - 0.001, { by: 'recovery' }), healed(12_000)),
  ],
  [
    'by an operator whose step failed',
    withEvents(
      drill,
      step(10_900, { action: 'operator' }),
      eventOf(10_950, 'recovery-step-failed', {
        node: 'db1',
        data: { action: 'operator', failed: 'refused' },
      }),
    ),
  ],
  [
    'with a word for who acted that is unknown',
    withEvents(drill, healing(10_900, { by: 'somebody' }), healed(10_950)),
  ],
  ['with a turn that is no number', withEvents(drill, step(10_900, { action: 'start', turn: 'one' }))],
  ['without data', withEvents(drill, eventOf(10_900, 'recovery-step', { node: 'db1' }))],
  [
    'told as the end of a `for` that the step does not have',
    withEvents(drill, healing(10_900, { by: 'for' }), healed(10_950)),
  ],
  [
    'told as a start for a `for` that no step has',
    withEvents(drill, step(10_900, { action: 'start', by: 'for' })),
  ],
  [
    'after a single lucky write',
    withEvents(
      down(
        plantDrill({ outage: { service: [8000, 9000], application: [8000, 9000] }, recoveryMs: 10_000 }),
        'both',
        9010,
        11_000,
      ),
      healing(10_900, { by: 'recovery' }),
      healed(10_950),
    ),
  ],
])('an act %s: at least so long, and no pass', (_, record) => {
  expect(worst(record)).toMatchObject({ atLeast: true });
  expect(worst(record)?.act).not.toBeNull();
  expect(judged(record).verdict).not.toBe('pass');
  expect(judged(record).told).toMatch(/the harness (healed|started|acted)/);
});

test('an act in the instant in which writes were back, or later, took no part', () => {
  for (const atMs of [backMs, backMs + 0.001]) {
    const record = withEvents(drill, healing(atMs, { by: 'recovery' }), healed(12_000));
    expect(worst(record)).toMatchObject({ atLeast: false, valueMs: 3002 });
    expect(judged(record).verdict).toBe('pass');
  }
});

test('the `for` of a step that has one is waited for, and what the number is made of is told', () => {
  const record = withEvents(
    withScenario(drill, { method: [{ fault: 'kill', target: 'primary', for: '2900ms' }] }),
    healing(10_900, { by: 'for' }),
    healed(10_950),
  );
  expect(judged(record).verdict).toBe('pass');
  expect(judged(record).told).toContain('until the harness healed the kill of db1, as its step says');
});

test('who acted in words that are unknown, or by data that is none, did not end a `for`', () => {
  const withFor = withScenario(drill, { method: [{ fault: 'kill', target: 'primary', for: '2900ms' }] });
  for (const data of [{ by: 'somebody' }, { by: 7 }]) {
    const record = withEvents(withFor, healing(10_900, data), healed(10_950));
    expect(worst(record)).toMatchObject({ atLeast: true, valueMs: 2900 });
  }
});

test('a heal of one thing is not what a scenario that waits for a restart waits for', () => {
  const waits = withScenario(drill, { waitsFor: ['restart'] });
  expect(judged(withEvents(waits, step(10_900, { action: 'start', by: 'recovery' }))).verdict).toBe('pass');
  const both = withEvents(
    waits,
    step(10_900, { action: 'start', by: 'recovery' }),
    healing(10_950, { by: 'recovery' }),
    healed(10_960),
  );
  expect(measured(both, 'rto-service')).toMatchObject({ atLeast: true, value: 2950 });
});

test('a healing that is told only when it was over is an act, also where another turn tells both', () => {
  const again = { step: 0, turn: 1, fault: 'kill', targets: ['db1'] };
  const twice = withEvents(
    withScenario(drill, {
      method: [{ fault: 'kill', target: 'primary', repeat: { times: 2, every: '1s' } }],
    }),
    eventOf(8400, 'fault-injecting', { data: again }),
    eventOf(8500, 'fault-in-force', { data: { ...again, effectAtMs: 8450 } }),
    eventOf(10_800, 'fault-healing', { data: { ...again, by: 'recovery' } }),
    eventOf(10_850, 'fault-healed', { data: again }),
    healed(10_700),
  );
  expect(rtosOf(twice, 'service').map(({ act }) => act?.atMs)).toEqual([10_700, 10_700]);
});

test('an event whose time was changed to before the fault hides no act', () => {
  const early = withEvents(drill, healing(7000, { by: 'recovery' }), healed(10_950));
  expect(judged(early).verdict).not.toBe('pass');
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DrillRecord } from '../../../../src/history/record.ts';
import { redundancyMeasurement } from '../../../../src/judge/measure/redundancy.ts';
import { eventOf, manifestOf, serviceEvent } from '../../../support/parts.ts';
import { killOfPrimary, plantDrill } from '../../../support/planted-drill.ts';

const { zeroMs, redundantMs, recoveryMs } = killOfPrimary;
const drill = plantDrill();
const measured = (record: DrillRecord) => redundancyMeasurement(record);

/** A drill whose fault harms nobody: everything looks as before all the time. */
function harmless(): DrillRecord {
  const calm = plantDrill({ zeroMs: 1e9, promotedMs: 1e9 });
  const events = drill.events
    .filter(({ type }) => type !== 'service-seen')
    .concat(
      (['manager', 'proxy'] as const).flatMap((service) => [
        serviceEvent(service, 700, 1),
        serviceEvent(service, redundantMs, 1, { last: true }),
      ]),
    );
  return { ...calm, events: events.toSorted((a, b) => a.atMs - b.atMs) };
}

test('counts from time zero to the look from which all say so, and says what was missing before', () => {
  expect(measured(drill)).toMatchObject({ value: redundantMs - zeroMs, atLeast: false, resolution: 100 });
  expect(measured(drill).how).toMatch(/the last that did not: db1: ECONNREFUSED/);
});

test('does not depend on when the recovery began, nor on when the harness said so', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 90_000 }), (startMs, saidMs) => {
      const record = plantDrill({ recoveryMs: recoveryMs + startMs });
      const events = record.events.map((event) =>
        event.type === 'redundancy-restored' ? { ...event, atMs: event.atMs + saidMs } : event,
      );
      expect(measured({ ...record, events }).value).toBe(redundantMs - zeroMs);
    }),
    { numRuns: 20 },
  );
});

test('what was never lost is 0, and told as such', () => {
  expect(measured(harmless())).toMatchObject({ value: 0, atLeast: false });
  expect(measured(harmless()).how).toMatch(/^never lost: each of \d+ looks/);
});

test('one bad look at one node, whenever it comes, moves it behind that look', () => {
  const calm = harmless();
  const own = calm.samples.filter(({ node, answeredAtMs }) => node === 'db3' && answeredAtMs > zeroMs);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: own.length - 2 }), fc.boolean(), (index, silent) => {
      const bad = own[index];
      const next = own[index + 1];
      const samples = calm.samples.map((sample) => {
        if (sample !== bad) return sample;
        const stopped = sample.state?.source && { ...sample.state.source, applier: 'off' as const };
        return silent || !sample.state
          ? { ...sample, state: null, error: 'silent' }
          : { ...sample, state: { ...sample.state, source: stopped ?? null } };
      });
      const { value } = measured({ ...calm, samples });
      expect(value).toBe((next?.answeredAtMs ?? 0) - zeroMs);
    }),
    { numRuns: 40 },
  );
});

test('one bad look at a service does so to the millisecond', () => {
  const calm = harmless();
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 300 }), (afterMs, forMs) => {
      const bad = serviceEvent('proxy', zeroMs + afterMs, 1, { error: 'no greeting', proxy: null });
      const good = serviceEvent('proxy', zeroMs + afterMs + forMs, 1);
      const events = [...calm.events, bad, good].toSorted((a, b) => a.atMs - b.atMs);
      expect(measured({ ...calm, events }).value).toBe(afterMs + forMs);
    }),
    { numRuns: 40 },
  );
});

test('a loss that ended before time zero is none of the fault', () => {
  const calm = harmless();
  const before = calm.samples.map((sample) =>
    sample.node === 'db3' && sample.answeredAtMs > zeroMs - 1500 && sample.answeredAtMs < zeroMs
      ? { ...sample, state: null, error: 'silent' }
      : sample,
  );
  expect(measured({ ...calm, samples: before }).value).toBe(0);
});

describe('is at least the time to the end', () => {
  const atLeast = (record: DrillRecord, because: RegExp) => {
    expect(measured(record)).toMatchObject({ value: redundantMs - zeroMs, atLeast: true });
    expect(measured(record).because).toMatch(because);
  };

  test('when the last look says no, though the harness said yes: and names node and cause', () => {
    const samples = drill.samples.map((sample) =>
      sample.node === 'db1' && sample.answeredAtMs >= redundantMs
        ? { ...sample, state: null, error: 'silent' }
        : sample,
    );
    atLeast({ ...drill, samples }, /the harness said that it was back, but db1: silent/);
  });

  test('when the harness said no, though the looks say yes; and when it said nothing', () => {
    const saying = (word: 'redundancy-missing' | null) =>
      drill.events.flatMap((event) => {
        if (event.type !== 'redundancy-restored') return [event];
        return word ? [eventOf(event.atMs, word, { text: 'db1 is down' })] : [];
      });
    atLeast({ ...drill, events: saying('redundancy-missing') }, /last word of the recovery was: db1 is down/);
    atLeast({ ...drill, events: saying(null) }, /ends before the last word/);
  });

  test('when a node does not answer at the end, and had a better reason before', () => {
    const samples = drill.samples.map((sample) =>
      sample.node === 'db1' && sample.answeredAtMs > zeroMs
        ? { ...sample, state: null, error: 'silent' }
        : sample,
    );
    const text = 'not within 60 s: db1: cannot catch up: error 1236: the logs it needs were purged';
    const events = drill.events.map((event) =>
      event.type === 'redundancy-restored' ? eventOf(event.atMs, 'redundancy-missing', { text }) : event,
    );
    atLeast({ ...drill, samples, events }, /^db1: silent; and before: not within 60 s: .* 1236/);
  });

  test('when the manager stays dead', () => {
    const events = drill.events.map((event) =>
      event.type === 'service-seen' && event.node === 'manager' && event.atMs > zeroMs
        ? serviceEvent('manager', event.atMs, 2, { error: 'its container exited (137)', last: true })
        : event,
    );
    atLeast({ ...drill, events }, /manager: is dead .*137/);
  });

  test('when a service was not asked until the end, or never', () => {
    const without = (drop: (atMs: number) => boolean) =>
      drill.events.filter(
        ({ type, node, atMs }) => !(type === 'service-seen' && node === 'proxy' && drop(atMs)),
      );
    atLeast({ ...drill, events: without((atMs) => atMs >= redundantMs) }, /proxy: nothing tells/);
    atLeast({ ...drill, events: without(() => true) }, /proxy: not asked yet/);
  });

  test('when nobody asked a node in the last seconds', () => {
    const samples = drill.samples.filter(({ node, answeredAtMs }) => node !== 'db3' || answeredAtMs < 18_000);
    atLeast({ ...drill, samples }, /db3: not asked for the last 4302 ms/);
  });
});

describe('an old record, without looks at services', () => {
  const events = drill.events.filter(({ type }) => type !== 'service-seen');
  const { topology } = manifestOf();
  const { replication: _, ...before } = topology;
  const old = (composeText: string): DrillRecord => ({
    ...drill,
    events,
    manifest: manifestOf({ topology: { ...before, composeText } }),
  });

  test('is judged by its nodes, and says so', () => {
    const record = old('# A comment\nx-ha-drill:\n  title: A\n\n  replication: semisync\nservices: {}\n');
    expect(measured(record)).toMatchObject({ value: redundantMs - zeroMs, atLeast: false });
    expect(measured(record).how).toMatch(/manager and proxy were not looked at/);
  });

  test('is not measured where nothing tells the kind of replication', () => {
    expect(measured(old('services:\n  db1:\n    replication: semisync\n'))).toMatchObject({ value: null });
  });
});

test('without a time zero there is nothing to measure', () => {
  const events = drill.events.filter(({ type }) => type !== 'fault-in-force');
  expect(measured({ ...drill, events })).toMatchObject({
    value: null,
    how: expect.stringMatching(/time zero/),
  });
});

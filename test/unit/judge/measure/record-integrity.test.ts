import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DrillRecord, Operation } from '../../../../src/history/record.ts';
import type { DrillEvent, Sample } from '../../../../src/history/schema.ts';
import { judge } from '../../../../src/judge/measure/judge.ts';
import { integrityProblems } from '../../../../src/judge/measure/record-integrity.ts';
import { withOperations } from '../../../support/change-record.ts';
import { eventOf, finalOf, manifestOf, operationsOf, scenarioOf } from '../../../support/parts.ts';
import { plantDrill } from '../../../support/planted-drill.ts';
import { smallDrill } from '../../../support/small-drill.ts';

const drill = smallDrill();
const operations = operationsOf(drill.operations);
const endMs = drill.manifest.endedAtMs ?? 0;

test('an untouched record is never accused', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 20, max: 300 }),
      fc.integer({ min: 20, max: 300 }),
      fc.integer({ min: 0, max: 4000 }),
      (latencyMs, service, application, longerMs) => {
        const record = plantDrill({
          latencyMs,
          periodMs: { service, application },
          loadToMs: 20_000 + longerMs,
        });
        expect(integrityProblems(record)).toEqual([]);
      },
    ),
    { numRuns: 30 },
  );
});

/** Changes the operation of a random index, and expects the record to be accused of it. */
function everyChangeIsFound(
  change: (operation: Operation) => readonly Operation[],
  problem: RegExp,
  among: (operation: Operation) => boolean = () => true,
): void {
  const indexes = [...operations.keys()].filter((index) => {
    const operation = operations[index];
    return operation !== undefined && among(operation);
  });
  fc.assert(
    fc.property(fc.constantFrom(...indexes), (at) => {
      const changed = withOperations(drill, (all) =>
        all.flatMap((one, index) => (index === at ? change(one) : one)),
      );
      expect(integrityProblems(changed).join('\n')).toMatch(problem);
    }),
    { numRuns: 60 },
  );
}

/** The last arrival of a stream can be missing without a trace in the others: it is known by the hash of the file. */
const lastDueMs = Math.max(...operations.map(({ scheduledAtMs }) => scheduledAtMs));

test('any operation that is removed is missed', () => {
  everyChangeIsFound(
    () => [],
    /operations are missing, the first of sequence \d+|ends at sequence \d+, and others go on/,
    ({ scheduledAtMs }) => scheduledAtMs < lastDueMs,
  );
});

test.each<[string, (operation: Operation) => Operation[], RegExp]>([
  ['twice', (one) => [one, one], /is there more than once/],
  ['of another sequence', (one) => [{ ...one, sequence: one.sequence + 1 }], /more than once|missing/],
  ['of sequence 0', (one) => [{ ...one, sequence: 0 }], /count from 1/],
  ['of a far sequence', (one) => [{ ...one, sequence: 4_000_000_000 }], /operations are missing/],
  ['of a writer that is none', (one) => [{ ...one, writer: 9 }], /writer 9 is none of the/],
  [
    'of the other stream',
    (one) => [{ ...one, stream: one.stream === 'service' ? 'application' : 'service' }],
    /is none of the/,
  ],
  ['due after it started', (one) => [{ ...one, scheduledAtMs: one.startedAtMs + 0.001 }], /in this order/],
  ['ended before it started', (one) => [{ ...one, endedAtMs: one.startedAtMs - 0.001 }], /in this order/],
  ['ended after the drill', (one) => [{ ...one, endedAtMs: endMs + 0.001 }], /within the drill/],
  ['due before the drill', (one) => [{ ...one, scheduledAtMs: -0.001 }], /within the drill/],
])('any operation that is %s is found', (_, change, problem) => everyChangeIsFound(change, problem));

test('two operations of a writer that changed their sequences are found', () => {
  const swapped = withOperations(drill, (all) =>
    all.map((one) => (one.writer === 3 && one.sequence < 3 ? { ...one, sequence: 3 - one.sequence } : one)),
  );
  expect(integrityProblems(swapped)).toEqual([
    'the record is not whole: writer 3 (application): sequence 2 was not due after the one before it',
  ]);
});

test('two operations of a writer that were due at the same time are found', () => {
  const [first] = operations.filter(({ writer }) => writer === 3);
  const together = withOperations(drill, (all) =>
    all.map((one) =>
      one.writer === 3 && one.sequence === 2 ? { ...one, scheduledAtMs: first?.scheduledAtMs ?? 0 } : one,
    ),
  );
  expect(integrityProblems(together)).toEqual([
    'the record is not whole: writer 3 (application): sequence 2 was not due after the one before it',
  ]);
});

test('the last operation of a writer is missed where one after it had its turn', () => {
  const without = (gone: number) =>
    withOperations(drill, (all) => all.filter((one) => one.writer !== gone || one.sequence !== 48));
  const ahead = operations.flatMap(({ writer, sequence }) => (writer > 0 && sequence === 48 ? writer : []));
  const last = Math.max(...ahead);
  expect(ahead.length).toBeGreaterThan(2);
  for (const writer of ahead.filter((one) => one !== last))
    expect(integrityProblems(without(writer)).join()).toContain(
      `writer ${writer} (application) ends at sequence 47, and others go on to 48`,
    );
  // The load may have been stopped before its turn came.
  expect(integrityProblems(without(last))).toEqual([]);
});

test('outcomes that were taken out, a writer, or the end of the load are missed', () => {
  const only = (keep: (one: Operation) => boolean) => withOperations(drill, (all) => all.filter(keep));
  expect(integrityProblems(only(({ outcome }) => outcome === 'ok')).length).toBeGreaterThan(0);
  expect(integrityProblems(only(({ writer }) => writer !== 8)).join()).toContain(
    'writer 8 (application) ends at sequence 0, and others go on to 48',
  );
  expect(integrityProblems(only(({ scheduledAtMs }) => scheduledAtMs < 12_000)).join()).toContain(
    'the service writes end at 11.90 s, and the load was stopped at 22.20 s',
  );
});

const withEvents = (events: readonly DrillEvent[]): DrillRecord => ({ ...drill, events });
const also = (event: DrillEvent) => withEvents([...drill.events, event].sort((a, b) => a.atMs - b.atMs));
const about = { step: 0, fault: 'kill', targets: ['db1'] };
const phase = (name: string) => withEvents(drill.events.filter(({ data }) => data?.phase !== name));

test.each<[string, DrillRecord, string]>([
  ['an interruption', also(eventOf(9000, 'drill-interrupted')), 'an event that it was interrupted'],
  [
    'a fault both proved and not',
    also(eventOf(8500, 'fault-unproved', { data: about })),
    'step 0, turn 0: both proved and not proved',
  ],
  ['a second proof', also(eventOf(8500, 'fault-in-force', { data: about })), 'proved 2 times'],
  ['a second injection', also(eventOf(8500, 'fault-injecting', { data: about })), 'injected 2 times'],
  [
    'a step that the scenario lacks',
    also(eventOf(8500, 'fault-injecting', { data: { ...about, step: 1 } })),
    'is about step 1, which the scenario does not have',
  ],
  [
    'a turn that it lacks',
    also(eventOf(8500, 'fault-injecting', { data: { ...about, turn: 1 } })),
    'is about turn 1 of step 0',
  ],
  [
    'another fault',
    also(eventOf(8500, 'fault-unproved', { data: { ...about, fault: 'freeze' } })),
    'is of freeze, and step 0 is kill',
  ],
  [
    'a target that the topology lacks',
    also(eventOf(8500, 'fault-unproved', { data: { ...about, targets: ['db9'] } })),
    'is of db9, which the topology does not have',
  ],
  [
    'an effect after its proof',
    also(eventOf(8500, 'fault-in-force', { data: { ...about, effectAtMs: 8500.001 } })),
    'says that its effect began at 8500.001 ms',
  ],
  ['no step', also(eventOf(8500, 'fault-healed')), 'does not say which step it is about'],
  [
    'healed before it was injected',
    also(eventOf(7000, 'fault-healed', { data: about })),
    'in force or healed without having been injected before',
  ],
  ['an event after the end', also(eventOf(endMs + 1.001, 'routed')), 'event is not within the drill'],
  ...['provision', 'baseline', 'method', 'recovery', 'collect'].map((name): [string, DrillRecord, string] => [
    `no ${name}`,
    phase(name),
    'the phases of the drill were',
  ]),
  [
    'a copy without the rows that were there before',
    also(eventOf(16_000, 'recovery-step', { node: 'db1', data: { action: 'reclone' } })),
    'the rows that db1 had before it was copied anew at 16000 ms are missing',
  ],
])('%s: told', (_, record, problem) => {
  expect(integrityProblems(record).join('\n')).toContain(problem);
});

test('one file of rows stands for one copy, and a copy that failed needs none', () => {
  const copy = (atMs: number, data = {}) =>
    eventOf(atMs, 'recovery-step', { node: 'db1', data: { action: 'reclone', ...data } });
  const kept = finalOf(1, [], { taken: 'before-reclone', takenAtMs: 15_999 });
  const record = { ...drill, finals: [...drill.finals, kept] };
  const problems = (...events: DrillEvent[]) =>
    integrityProblems({ ...record, events: [...record.events, ...events] });
  expect(problems(copy(16_000), copy(17_000, { failed: 'no donor' }))).toEqual([]);
  expect(problems(copy(16_000), copy(17_000))).toHaveLength(1);
  expect(problems(copy(15_998))).toHaveLength(1);
});

test.each<[string, (sample: Sample) => readonly Sample[], RegExp]>([
  ['twice', (one) => [one, one], /asked before the one before it was answered/],
  ['answered before', (one) => [{ ...one, answeredAtMs: one.askedAtMs - 0.001 }], /before it was asked/],
  ['after the end', (one) => [{ ...one, answeredAtMs: endMs + 0.001 }], /after the end/],
  ['of nobody', (one) => [{ ...one, node: 'db9' }], /no node of the topology/],
  ['without an answer', (one) => [{ ...one, state: null, error: null }], /neither or both/],
])('any sample %s is found', (_, change, problem) => {
  fc.assert(
    fc.property(fc.nat(drill.samples.length - 1), (at) => {
      const samples = drill.samples.flatMap((one, index) => (index === at ? change(one) : one));
      expect(integrityProblems({ ...drill, samples }).join()).toMatch(problem);
    }),
  );
});

test('each final state is there once, or an event says why not', () => {
  for (const left of drill.finals) {
    const finals = drill.finals.filter((one) => one !== left);
    const note = eventOf(22_300, 'harness-note', {
      node: left.node,
      text: `no final state of ${left.node}: gone`,
    });
    expect(integrityProblems({ ...drill, finals })).toEqual([
      `the record is not whole: there is no final state of ${left.node}, and no event says why`,
    ]);
    expect(integrityProblems({ ...drill, finals, events: [...drill.events, note] })).toEqual([]);
    expect(integrityProblems({ ...drill, finals: [...drill.finals, left] }).join()).toContain(
      `there are 2 final states of ${left.node}`,
    );
  }
});

const withScenario = (changes: object): DrillRecord => ({
  ...drill,
  manifest: manifestOf({ scenario: { ...scenarioOf(), ...changes } }),
});

test('a fault may be proved, healed and have its effect in the very ms of its injection', () => {
  const at = (atMs: number) =>
    withEvents(
      drill.events.map((one) =>
        one.type === 'fault-in-force' ? { ...one, atMs, data: { ...one.data, effectAtMs: atMs } } : one,
      ),
    );
  const injectedAtMs = drill.events.find(({ type }) => type === 'fault-injecting')?.atMs ?? 0;
  expect(integrityProblems(at(injectedAtMs))).toEqual([]);
  expect(integrityProblems(at(injectedAtMs - 0.001)).join()).toContain('without having been injected before');
});

test('a final state that was taken after the end of the drill is told', () => {
  const taken = (takenAtMs: number) =>
    integrityProblems({ ...drill, finals: drill.finals.map((one) => ({ ...one, takenAtMs })) });
  expect(taken(endMs)).toEqual([]);
  expect(taken(endMs + 0.001).join()).toContain(`was taken at ${endMs + 0.001} ms, which is not within`);
});

test.each<[string, DrillRecord, string]>([
  ['an unknown workload', withScenario({ workload: { kind: 'lore' } }), 'the workload "lore" is unknown'],
  ['no objectives', withScenario({ objectives: {} }), 'run.json names no objective'],
  ['an unknown objective', withScenario({ objectives: { mttr: '<= 5s' } }), 'the measure "mttr" is unknown'],
  [
    'a prototype key as objective',
    withScenario({ objectives: { constructor: '<= 5s' } }),
    'the measure "constructor" is unknown',
  ],
  [
    'a target that is none',
    withScenario({ objectives: { 'rto-service': '<= soon' } }),
    'rto-service: expected a target such as "<= 5s", found "<= soon"',
  ],
  ['an unknown check', withScenario({ checks: ['toString'] }), 'the check "toString" is unknown'],
  ['no check', withScenario({ checks: [] }), 'run.json names no check'],
  [
    'an unknown fault',
    withScenario({ method: [{ ...scenarioOf().method[0], fault: 'meteor' }] }),
    'the fault "meteor" is unknown',
  ],
  [
    'no end',
    { ...drill, manifest: { ...manifestOf(), endedAtMs: 1e308 } },
    'run.json does not say when the drill ended',
  ],
  ['an unknown format', { ...drill, manifest: manifestOf({ format: 'ha-drill/run/9' }) }, 'ha-drill/run/9'],
  [
    'no look at the files',
    { ...drill, manifest: manifestOf({ format: 'ha-drill/run/2' }) },
    'its files were not looked at',
  ],
])('%s in run.json: told', (_, record, problem) => {
  expect(integrityProblems(record).join('\n')).toContain(problem);
  expect(judge(record).verdict).toBe('inconclusive');
});

test('a check that this version does not know has found nothing out, by its name', () => {
  expect(judge(withScenario({ checks: ['toString'] })).checks).toEqual([
    {
      name: 'toString',
      title: 'toString',
      verdict: 'inconclusive',
      summary: 'this version knows no such check',
      evidence: [],
    },
  ]);
});

test('a record that is not whole proves no failure, either', () => {
  const failed = plantDrill({ outage: { service: [8000, 30_000], application: [8000, 30_000] } });
  expect(judge(failed).verdict).toBe('fail');
  const result = judge(withOperations(failed, (all) => all.slice(1)));
  expect(result.verdict).toBe('inconclusive');
  expect(result.sentence).toMatch(/^Inconclusive: the record is not whole: writer 0 \(service\): 1 of/);
});

test('of many problems the first are told, and how many more there are', () => {
  const record = withOperations(drill, (all) => all.map((one) => ({ ...one, writer: one.sequence % 90 })));
  const problems = integrityProblems(record);
  expect(problems).toHaveLength(21);
  expect(problems.at(-1)).toMatch(/^the record has \d+ more such problems$/);
});

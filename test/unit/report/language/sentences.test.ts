import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reasonsOf, type Story, sentenceOf } from '../../../../src/judge/measure/sentence.ts';
import type { FaultResult, Loss, Measurement } from '../../../../src/judge/measure/types.ts';
import { chinese } from '../../../../src/report/language/chinese/catalogue.ts';
import { inChinese } from '../../../../src/report/language/chinese-page.ts';
import { translatorOf } from '../../../../src/report/language/translate.ts';
import { sampleResult } from '../sample-result.ts';
import { englishIn, numbersIn } from './english.ts';

const node = fc.constantFrom('db1', 'db2', 'mysql-primary-0', 'proxy', 'node.example.com');
const ms = fc.double({ min: 0, max: 400_000, noNaN: true });
const count = fc.oneof(fc.constant(0), fc.constant(1), fc.integer({ min: 0, max: 2_000_000 }));
const faultName = fc.constantFrom('kill', 'partition', 'drop-database', 'disk-full', 'freeze');

const fault: fc.Arbitrary<FaultResult> = fc.record({
  step: fc.nat(3),
  turn: fc.nat(2),
  fault: faultName,
  targets: fc.uniqueArray(node, { minLength: 1, maxLength: 3 }),
  injectingAtMs: ms,
  inForceAtMs: ms,
  evidence: fc.constant(''),
});

const because = fc.option(
  fc.constantFrom(
    'db2: 1 of 2 replicas acknowledge; db3: not asked for the last 900 ms',
    'manager: knows no primary',
  ),
);

function measurement(name: string, title: string): fc.Arbitrary<Measurement> {
  return fc
    .record({ value: fc.option(ms), atLeast: fc.boolean(), because })
    .map(({ because: why, ...one }) => ({
      ...one,
      ...(why === null ? {} : { because: why }),
      name,
      title,
      unit: 'ms' as const,
      resolution: null,
      how: '',
    }));
}

const loss: fc.Arbitrary<Loss> = fc.record({
  acknowledged: count,
  lost: count,
  stranded: count,
  unknownPresent: count,
  unknownChanged: count,
  unknownAbsent: count,
  oldestLostAckMs: fc.constant(null),
  examples: fc.constant([]),
});

const whyOut = fc.option(
  fc.constantFrom(
    'nobody failed over',
    'db2 was promoted after 1.96 s, but writes were never routed to it',
    '25.96 s of it until the cluster is formed anew around the restored data (db1)',
  ),
);
const act = fc.option(
  fc.constantFrom(
    'started db1 again',
    'healed the partition of manager, db1',
    'healed a fault, as its step says',
  ),
);

const outage = { stream: 'service' as const, startedAtMs: 0, endedAtMs: 1, open: false, missedWrites: 1 };

const story: fc.Arbitrary<Story> = fc.record({
  whyOut,
  worst: fc.option(
    fc.record({ fault, act, fromMs: ms, zeroMs: ms, valueMs: ms, hasOutage: fc.boolean() }).map((one) => ({
      ...one,
      act: one.act === null ? null : { atMs: 0, text: one.act, awaited: false },
      atLeast: one.act !== null,
      backAtMs: null,
      outages: one.hasOutage ? [outage] : [],
    })),
  ),
});

const objective = fc
  .record({ actual: ms, seconds: fc.integer({ min: 1, max: 99 }), of: fc.boolean(), isFail: fc.boolean() })
  .map(({ actual, seconds, of, isFail }) => ({
    measure: of ? 'rto-service' : 'backup-findings',
    title: of ? 'RTO (service)' : 'What is wrong with the backups',
    target: `<= ${seconds}s`,
    actual: `at least ${Math.round(actual)} ms`,
    margin: null,
    verdict: isFail ? ('fail' as const) : ('inconclusive' as const),
    reason: `${seconds} ms above the target; the distance is less than the resolution of 95 ms`,
  }));

const invalid = fc.subarray([
  'the drill never ended: the harness was killed',
  'step 2 (kill) was injected 1 of 3 times',
  'only 12 service writes were due after time zero',
  'the load was not steady before the fault (p99 latency of application writes 212 ms, limit 200 ms)',
]);

const judged = fc
  .record({
    verdict: fc.constantFrom('pass', 'fail', 'inconclusive'),
    faults: fc.array(fault, { minLength: 1, maxLength: 4 }),
    rto: measurement('rto-service', 'RTO (service)'),
    redundancy: measurement('time-to-redundancy', 'Time to full redundancy'),
    objectives: fc.array(objective, { maxLength: 3 }),
    loss: fc.option(loss),
  })
  .map(({ rto, redundancy, ...one }) => ({
    ...sampleResult(),
    ...one,
    checks: [],
    measurements: [rto, redundancy],
  }));

const nodes = ['mysql-primary-0', 'node.example.com', 'db1', 'db2', 'db3', 'proxy', 'manager'];
const namesIn = (text: string) => nodes.filter((one) => text.includes(one));

test('a sentence of the verdict loses no number, no time and no node, and has no English left', () => {
  fc.assert(
    fc.property(judged, invalid, story, (result, why, told) => {
      for (const english of [sentenceOf(result, why, told), ...reasonsOf(result, why)]) {
        const text = inChinese(english);
        expect(numbersIn(text), english).toEqual(numbersIn(english));
        expect(namesIn(text), english).toEqual(namesIn(english));
        expect(englishIn(text, nodes), english).toEqual([]);
      }
    }),
    { numRuns: 1000 },
  );
});

/** Something for each kind of placeholder. */
const fillers: Readonly<Record<string, fc.Arbitrary<string>>> = {
  n: fc.nat(9999).map((n) => n.toLocaleString('en-US')),
  span: fc.nat(999).map((n) => `${n} ms`),
  size: fc.nat(999).map((n) => `${n} MiB`),
  target: fc.nat(99).map((n) => `<= ${n}s`),
  name: fc.nat(99).map((n) => `db${n}`),
  names: fc.nat(99).map((n) => `db${n}, db${n + 1}`),
  group: fc.nat(99).map((n) => `semisync POLL_MS=${n}`),
  raw: fc.nat(99).map((n) => `E${n}`),
  fault: faultName,
  stream: fc.constantFrom('service', 'application'),
  phase: fc.constantFrom('baseline', 'method', 'recovery'),
  text: fc.nat(99).map((n) => `at least ${n} ms`),
};

test('no entry loses a number or a name that stands in it', () => {
  for (const from of Object.keys(chinese)) {
    const words = from.replaceAll(/\[([^[\]|]*)\|[^[\]]*\]/g, '$1');
    const text = fc
      .tuple(
        ...words
          .split(/\{([a-z]+)\d*\}/)
          .map((part, at) => (at % 2 === 0 ? fc.constant(part) : (fillers[part] ?? fc.constant('?')))),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (english) => {
        expect(numbersIn(inChinese(english)), english).toEqual(numbersIn(english));
        expect(inChinese(english)).not.toContain('?');
      }),
      { numRuns: 3 },
    );
  }
});

test('what has no entry stays as it is, also within a sentence that has one', () => {
  expect(inChinese('Something that nobody translated, on db1.')).toBe(
    'Something that nobody translated, on db1.',
  );
  const translate = translatorOf({ 'down ({text})': '停机（{text}）', '{n} [row|rows]': '{n} 行' });
  expect(translate('down (nobody knows why)')).toBe('down (nobody knows why)');
  expect(translate('down (1,204 rows)')).toBe('停机（1,204 行）');
  expect(translate('1 row; nobody knows why')).toBe('1 row; nobody knows why');
  expect(translate('nobody knows why; 1 row')).toBe('nobody knows why；1 行');
});

test('what is longer than any text of ours is not looked into', () => {
  const text = `Every node has the same rows as the primary: ${'a b: (c d '.repeat(1000)}`;
  expect(inChinese(text)).toBe(text);
});

test('a placeholder of no kind is refused', () => {
  expect(() => translatorOf({ '{nothing} is there': '' })).toThrow('{nothing}: expected one of: n, span');
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BesideOperation } from '../../../../src/history/beside.ts';
import { seededRandom } from '../../../../src/random.ts';
import { anomaliesIn, isForbidden } from '../../../../src/workload/append/judge.ts';
import { type AnomalyName, anomalies, anomalyNames } from '../../../../src/workload/append/levels.ts';
import { promisedLevels } from '../../../../src/workload/append/operations.ts';
import { serialHistory, txn } from '../../../support/append.ts';

/** All at one time, so that real time orders none of them. */
function together(...texts: string[]): BesideOperation[] {
  return texts.map((text, index) => txn(index, text, { startedAtMs: index, endedAtMs: 100 + index }));
}
const found = (operations: readonly BesideOperation[]): AnomalyName[] => [
  ...new Set(anomaliesIn(operations, []).anomalies.map(({ name }) => name)),
];

describe('each anomaly, planted', () => {
  const aborted = txn(9, 'a1=1', { outcome: 'fail', error: 'conflict' });
  test.each<[string, BesideOperation[], AnomalyName[]]>([
    ['G0', together('a1=1 a2=1', 'a1=2 a2=2', 'r1=1,2 r2=2,1'), ['G0']],
    ['G1a', [aborted, txn(0, 'r1=1')], ['G1a']],
    ['G1b', together('a1=1 a1=2', 'r1=1'), ['G1b', 'G-single']],
    [
      'G1b of what was rolled back',
      [txn(9, 'a1=1 a1=2', { outcome: 'fail', error: 'conflict' }), txn(0, 'r1=1')],
      ['G1a', 'G1b'],
    ],
    ['G1c', together('a1=1 r2=1', 'a2=1 r1=1'), ['G1c']],
    [
      'a state that both have built upon',
      together('r1= a1=1', 'r1= a1=2', 'r1=1,2'),
      ['lost-update', 'G-single'],
    ],
    ['G-single', together('r1= r2=1', 'a1=1 a2=1', 'r1=1'), ['G-single']],
    ['write skew that nobody read', together('r1= a2=1', 'r2= a1=1'), ['G2-item']],
    ['G2-item (write skew)', together('r1= a2=1', 'r2= a1=1', 'r1=1 r2=1'), ['G2-item']],
    ['internal', together('r1= r1=1', 'a1=1'), ['internal', 'G-single']],
    ['internal, after its own append', together('a1=1 r1=1,2', 'a1=2'), ['internal', 'G1c']],
    ['internal, before its own append', together('r1= a1=1 r1=2,1', 'a1=2'), ['internal', 'G-single']],
    ['own append', together('a1=1 r1='), ['own-append-missing']],
    ['own appends in another order', together('a1=1 a1=2 r1=2,1'), ['own-append-missing']],
    ['own appends at the end, and one of them before', together('a1=1 a1=2 r1=2,1,2'), ['duplicate']],
    ['future read', together('r1=1 a1=1'), ['future-read']],
    ['duplicate', together('a1=1', 'r1=1,1'), ['duplicate']],
    ['duplicate that seems to come back', together('a1=1', 'a1=2', 'r1=1,2,1'), ['duplicate']],
    [
      'a state read first and again',
      together('r1= r1=1 a1=2', 'r1= a1=1', 'r1=1 a1=3'),
      ['lost-update', 'internal', 'G-single', 'G2-item'],
    ],
    [
      'a circle over what was rolled back',
      [aborted, ...together('r1=1 r2=2', 'a1=2 a2=2', 'r1=1,2')],
      ['G1a', 'G-single'],
    ],
    ['unwritten', together('r1=7'), ['unwritten']],
    ['order', together('a1=1', 'a1=2', 'r1=1,2', 'r1=2'), ['incompatible-order']],
    ['real time, and nobody read it', [txn(0, 'a1=1'), txn(1, 'r1=')], ['realtime']],
    ['real time', [txn(0, 'a1=1'), txn(1, 'r1='), txn(2, 'r1=1')], ['realtime']],
  ])('%s', (_, operations, names) => {
    expect(found(operations).sort()).toEqual([...names].sort());
  });

  test('of a circle the few operations that form it are told, with what puts each before the next', () => {
    const operations = together('r1= a2=1', 'r2= a1=1', 'r1=1 r2=1', 'r3=');
    expect(anomaliesIn(operations, []).anomalies.map(({ lines }) => lines)).toEqual([
      [
        'T2 < T1 < T2',
        'T2 = {read 1: [], append 1 to 2} by process 0 from 0 ms to 100 ms; before T1: it missed the 1 that this appended to list 1 (rw)',
        'T1 = {read 2: [], append 1 to 1} by process 1 from 1 ms to 101 ms; before T2: it missed the 1 that this appended to list 2 (rw)',
      ],
    ]);
  });

  test('a later append is told as right after the other where that was read, else as after all that was', () => {
    const later = (...texts: string[]) =>
      anomaliesIn(together(...texts), []).anomalies.flatMap(
        ({ lines }) => lines.join('; ').match(/which[^;]*[(]ww[)]/g) ?? [],
      );
    expect(later('r1= a2=1', 'a1=1 a2=2', 'r2=1,2')).toEqual([]);
    expect(later('r1= a2=2', 'a1=1 a2=1', 'r2=1,2 r1=1')).toEqual([
      'which appended 2 to list 2 right after it (ww)',
    ]);
    expect(later('r1= a2=2', 'a1=1 a2=1', 'r2=1 r1=1')).toEqual([
      'which appended 2 to list 2 after all that was read of it (ww)',
    ]);
  });

  test('what is read of a transaction whose outcome is unknown was done by it', () => {
    const [first, second] = together('a1=1 r2=1', 'a2=1 r1=1');
    expect(found([{ ...first, outcome: 'info' } as BesideOperation, second as BesideOperation])).toEqual([]);
    const skewed = together('a1=1 a2=1', 'a1=2 a2=2', 'r1=1,2 r2=2,1');
    expect(
      found(skewed.map((one, index) => (index === 0 ? { ...one, outcome: 'info' as const } : one))),
    ).toEqual(['G0']);
  });

  test('an append that nobody read is missed by who read its list after it, if it took place', () => {
    const [first, second] = [txn(0, 'a1=1'), txn(1, 'r1=')];
    expect(found([first, second])).toEqual(['realtime']);
    for (const outcome of ['info', 'fail'] as const)
      expect(found([{ ...first, outcome }, second]), outcome).toEqual([]);
  });

  test('four that built upon one state are one lost update; a read after an append of its own is none', () => {
    const lost = (...texts: string[]) =>
      anomaliesIn(together(...texts), []).anomalies.filter(({ name }) => name === 'lost-update');
    const four = ['r1= a1=1', 'r1= a1=2', 'r1= a1=3', 'r1= a1=4'];
    expect(lost(...four).map(({ lines }) => lines)).toEqual([
      [
        'all 4 read list 1 with nothing and appended to it, the first 3 of them',
        expect.stringContaining('append 1 to 1'),
        expect.stringContaining('append 2 to 1'),
        expect.stringContaining('append 3 to 1'),
      ],
    ]);
    expect(lost('a1=1 r1=1 a1=2', 'r1=1 a1=3')).toEqual([]);
    expect(lost('r1=1 a1=2', 'r1=3 a1=4', 'a1=1', 'a1=3')).toEqual([]);
  });

  test('the lists of the node that leads at the end count as reads', () => {
    const operations = together('a1=1 a2=1', 'a1=2 a2=2');
    expect(found(operations)).toEqual([]);
    const atEnd = [
      { txn: -1, key: 1, elements: [1, 2] },
      { txn: -1, key: 2, elements: [2, 1] },
    ];
    expect(anomaliesIn(operations, atEnd).anomalies.map(({ name }) => name)).toEqual(['G0']);
  });
});

test('what is executed one after the other has no anomaly, in real time neither', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 6 }), (seed, keys) => {
      expect(anomaliesIn(serialHistory(seededRandom(seed), 300, keys), []).anomalies).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

/** Transactions in a circle on lists of their own; each link is of one kind. */
function circle(kinds: readonly ('ww' | 'wr' | 'rw')[], firstIndex: number, atMs: number): BesideOperation[] {
  const parts = kinds.map((): string[] => []);
  const readers: string[] = [];
  kinds.forEach((kind, link) => {
    const [from, to] = [parts[link], parts[(link + 1) % kinds.length]];
    const key = 1_000_000 + link;
    from?.push(kind === 'rw' ? `r${key}=` : `a${key}=1`);
    to?.push(kind === 'ww' ? `a${key}=2` : kind === 'wr' ? `r${key}=1` : `a${key}=1`);
    readers.push(`r${key}=${kind === 'ww' ? '1,2' : '1'}`);
  });
  const times = { scheduledAtMs: 0, startedAtMs: atMs, endedAtMs: atMs + 50 };
  const texts = [...parts.map((part) => part.join(' ')), readers.join(' ')];
  return texts.map((text, index) => {
    const late = index === kinds.length ? { startedAtMs: atMs + 60, endedAtMs: atMs + 70 } : {};
    return txn(firstIndex + index, text, { ...times, ...late });
  });
}

test('a circle that is planted among others is found, by its name', () => {
  const link = fc.constantFrom('ww' as const, 'wr' as const, 'rw' as const);
  fc.assert(
    fc.property(
      fc.nat(),
      fc.array(link, { minLength: 2, maxLength: 6 }),
      fc.nat({ max: 2000 }),
      (seed, kinds, atMs) => {
        const missed = kinds.filter((kind) => kind === 'rw').length;
        const name = missed > 1 ? 'G2-item' : missed === 1 ? 'G-single' : kinds.includes('wr') ? 'G1c' : 'G0';
        const operations = [...serialHistory(seededRandom(seed), 200), ...circle(kinds, 200, atMs)];
        const names = anomaliesIn(operations, []).anomalies.map((one) => one.name);
        expect(names).toEqual([name]);
      },
    ),
    { numRuns: 200 },
  );
});

test('what a level forbids, every higher one does', () => {
  for (const name of anomalyNames) {
    const rules = promisedLevels.map((level) => isForbidden(name, level));
    expect(rules).toEqual(rules.toSorted((a, b) => Number(a) - Number(b)));
    expect(isForbidden(name, 'strict-serializable')).toBe(true);
    expect(isForbidden(name, anomalies[name].from)).toBe(true);
  }
  expect(anomalyNames.filter((name) => !isForbidden(name, 'repeatable-read'))).toEqual([
    'internal',
    'lost-update',
    'G-single',
    'G2-item',
    'realtime',
  ]);
});

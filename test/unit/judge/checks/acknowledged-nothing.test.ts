import { expect, test } from 'vitest';
import { acknowledgedNothing } from '../../../../src/judge/checks/acknowledged-nothing.ts';
import { sampleOf, semisyncOf, writable } from '../../../support/parts.ts';

/** A sample of db1 that took itself for writable, with so many acknowledged commits. */
const at = (atMs: number, acknowledged: number, sourceActive = true) =>
  sampleOf(1, atMs, atMs + 10, { ...writable, semisync: semisyncOf({ acknowledged, sourceActive }) });
const without = (atMs: number) => sampleOf(1, atMs, atMs + 10, { ...writable, semisync: null });
const span = { fromMs: 1000, toMs: 2000 };

test('the same count within the span and just after it says that nothing was acknowledged', () => {
  expect(acknowledgedNothing([at(1000, 7), at(1500, 7), at(2100, 7), at(3000, 9)], span)).toBe(true);
});

test.each([
  ['another count after it', [at(1000, 7), at(1500, 7), at(2100, 8)]],
  ['another count within it', [at(1000, 7), at(1500, 8), at(2100, 7)]],
  ['a count that was set back', [at(1000, 7), at(2100, 0)]],
  ['commits that wait for nobody', [at(1000, 7), at(1500, 7, false), at(2100, 7)]],
  ['no sample after it', [at(1000, 7), at(1500, 7), at(2000, 7)]],
  ['no sample within it, and none before', [at(2100, 7)]],
  ['no semisync within it', [without(1000), at(2100, 7)]],
  ['no semisync after it', [at(1000, 7), without(2100)]],
])('%s tells no such thing', (_, samples) => {
  expect(acknowledgedNothing(samples, span)).toBe(false);
});

test('samples that overlap an end of the span are within it; who did not answer tells nothing', () => {
  const overlapping = [at(989, 3), at(990, 7), at(2000, 7), sampleOf(1, 2050, 2060, null), at(2100, 7)];
  expect(acknowledgedNothing(overlapping, span)).toBe(true);
  expect(acknowledgedNothing([at(990, 6), at(1500, 7), at(2100, 7)], span)).toBe(false);
  expect(acknowledgedNothing([at(1000, 7), at(2000, 8), at(2100, 7)], span)).toBe(false);
});

/** The same, with commits that were let go without a replica. */
const letGo = (atMs: number, unacknowledged: number) =>
  sampleOf(1, atMs, atMs + 10, { ...writable, semisync: semisyncOf({ acknowledged: 7, unacknowledged }) });

test('a short span between two samples is told by those', () => {
  const short = { fromMs: 1030, toMs: 1060 };
  expect(acknowledgedNothing([at(900, 6), at(1000, 7), at(1100, 7)], short)).toBe(true);
  expect(acknowledgedNothing([letGo(1000, 3), letGo(1100, 3), letGo(1200, 4)], short)).toBe(true);
  expect(acknowledgedNothing([at(-890, 7), at(1100, 7)], short)).toBe(true);
});

test.each([
  ['one was acknowledged between them', [at(1000, 7), at(1100, 8)]],
  ['one was let go between them', [letGo(1000, 3), letGo(1100, 4)]],
  ['commits waited for nobody before', [at(1000, 7, false), at(1100, 7)]],
  ['the one before is too long ago', [at(-911, 7), at(1100, 7)]],
  ['there is none before', [at(1100, 7), at(1200, 7)]],
  ['there is none after', [at(900, 7), at(1000, 7)]],
  ['the one after has no semisync', [at(1000, 7), without(1100)]],
])('but not where %s', (_, samples) => {
  expect(acknowledgedNothing(samples, { fromMs: 1030, toMs: 1060 })).toBe(false);
});

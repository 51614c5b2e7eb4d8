import { expect, test } from 'vitest';
import type { Sample } from '../../../../src/history/schema.ts';
import { singleWritablePrimary } from '../../../../src/judge/checks/single-writable-primary.ts';
import { groupOf, outside } from '../../../support/group.ts';
import { sampleOf, semisyncOf, writable } from '../../../support/parts.ts';
import { plantDrill } from '../../../support/planted-drill.ts';

/** The load runs from 1 to 20 s. */
const drill = plantDrill();
const { judge } = singleWritablePrimary;

/** The planted drill, with the samples of `db3` that were answered then, and some more; nobody says when it was ready. */
function withSamplesOfReplica(isLooked: (atMs: number) => boolean, ...more: Sample[]) {
  const samples = drill.samples.filter(({ node, answeredAtMs }) => node !== 'db3' || isLooked(answeredAtMs));
  return judge({
    ...drill,
    events: drill.events.filter(({ type }) => type !== 'cluster-ready'),
    samples: [...samples, ...more].sort((a, b) => a.askedAtMs - b.askedAtMs),
  });
}

test('a node must be watched from the start of the load to its end', () => {
  expect(withSamplesOfReplica((at) => at >= 3000).verdict).toBe('pass');
  expect(withSamplesOfReplica((at) => at >= 3100).summary).toBe('db3 was not sampled for 2.10 s');
  expect(withSamplesOfReplica((at) => at <= 18_000).verdict).toBe('pass');
  expect(withSamplesOfReplica((at) => at <= 17_900).summary).toBe('db3 was not sampled for 2.10 s');
});

test('before and after the load nobody has to watch', () => {
  expect(withSamplesOfReplica(() => true, sampleOf(3, -9000, -8990)).verdict).toBe('pass');
  expect(withSamplesOfReplica((at) => at <= 20_000, sampleOf(3, 29_000, 29_010)).verdict).toBe('pass');
});

test('samples of the instant at which the cluster is ready count', () => {
  const ready = drill.events.find(({ type }) => type === 'cluster-ready')?.atMs ?? 0;
  const both = (at: number) =>
    [1, 2].map((server) => sampleOf(server, at, at, { ...writable, semisync: null }));
  const early = (at: number) => judge({ ...drill, samples: [...both(at), ...drill.samples] }).verdict;
  expect(early(ready)).toBe('fail');
  expect(early(ready - 1)).toBe('pass');
});

/** What is said where `db1` took itself for writable in these samples, while `db2` led. */
function oldPrimary(changes: readonly Sample[], change: (sample: Sample) => Sample = (sample) => sample) {
  const others = drill.samples.filter(({ node, answeredAtMs }) => node !== 'db1' || answeredAtMs < 8000);
  const silence = Array.from({ length: 140 }, (_, i) => sampleOf(1, 8000 + i * 100, 8050 + i * 100, null));
  const known = silence.filter(({ askedAtMs }) => askedAtMs < 10_000 || askedAtMs >= 10_500);
  const samples = [...others, ...known].map(change);
  return judge({ ...drill, samples: [...samples, ...changes].sort((a, b) => a.askedAtMs - b.askedAtMs) });
}

test('a member of a group in one sample, and outside of it in the next, is accused', () => {
  const inGroup = (sample: Sample): Sample =>
    sample.state ? { ...sample, state: { ...sample.state, group: groupOf() } } : sample;
  const back = (second: Parameters<typeof groupOf>[0]) =>
    oldPrimary(
      [groupOf(), groupOf(second)].map((group, index) =>
        sampleOf(1, 10_000 + index * 100, 10_005 + index * 100, { ...writable, group }),
      ),
      inGroup,
    ).verdict;
  expect(back({})).toBe('pass');
  expect(back(outside)).toBe('fail');
  expect(back({ name: 'aaaaaaaa-0000-0000-0000-00000000000b' })).toBe('fail');
});

test('who tells nothing of semisync may have acknowledged something', () => {
  const bare = { ...writable, semisync: null };
  const told = { ...writable, semisync: semisyncOf({ acknowledged: 7 }) };
  const without = (sample: Sample): Sample =>
    sample.state ? { ...sample, state: { ...sample.state, semisync: null } } : sample;
  const pair = (first: typeof bare | typeof told, second: typeof bare | typeof told) =>
    oldPrimary([
      sampleOf(1, 10_000, 10_005, first),
      sampleOf(1, 10_100, 10_105, second),
      sampleOf(1, 10_200, 10_205, { semisync: told.semisync }),
    ]).verdict;
  expect(pair(told, told)).toBe('pass');
  expect(pair(bare, told)).toBe('fail');
  expect(pair(told, bare)).toBe('fail');
  expect(oldPrimary([sampleOf(1, 10_030, 10_040, bare)], without).verdict).toBe('fail');
});

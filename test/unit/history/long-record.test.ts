import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { longestDrillMs } from '../../../src/history/schema.ts';
import type { Fast } from '../../support/write-fast.ts';

const program = join(import.meta.dirname, '../../support/write-fast.ts');
const megabyte = 2 ** 20;
const dayS = 24 * 3600;

test('a drill of a day is possible: what it holds is flat, and its file grows by the same for each write', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ha-drill-long-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const words = ['--expose-gc', program, join(folder, 'record'), '600'];
  const { stdout } = await execa(process.execPath, words);
  const told = stdout.split('\n').map((line) => JSON.parse(line) as Fast);
  const [first, last] = [told[1], told.at(-1)];
  if (!first || !last) throw new Error(`expected ten lines, found ${stdout}`);

  expect(last.operations).toBe(600 * 1100);
  // What is held goes up and down with what was not yet written. 330,000 operations lie between the halves: were each of
  // them kept, by an array of nine values, that would be 40 MiB.
  const leastOf = (part: readonly Fast[]) => Math.min(...part.map(({ heldBytes }) => heldBytes));
  expect(leastOf(told.slice(5)) - leastOf(told.slice(0, 5))).toBeLessThan(8 * megabyte);
  expect(last.residentBytes).toBeLessThan(300 * megabyte);

  const bytesEach = first.fileBytes / first.operations;
  expect(last.fileBytes / (bytesEach * last.operations)).toBeCloseTo(1, 1);
  // What docs/record.md says of a day.
  expect(bytesEach * dayS * 1100).toBeLessThan(3e9);
  expect(longestDrillMs).toBeGreaterThan(dayS * 1000);
}, 1_800_000);

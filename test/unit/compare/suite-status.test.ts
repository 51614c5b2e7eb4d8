import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  readStatus,
  requireStatus,
  type SuiteStatus,
  suitesIn,
  writeStatus,
} from '../../../src/compare/suite-status.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ha-drill-status-'));
});
afterEach(() => rm(root, { recursive: true }));

const status = (name: string): SuiteStatus => ({
  format: 'ha-drill/suite/1',
  name,
  description: '',
  combinations: [],
});

test('what was written is read, as lines, into a folder that is made', async () => {
  await writeStatus(join(root, 'a/b'), status('one'));
  expect(await readFile(join(root, 'a/b/suite.json'), 'utf8')).toBe(
    `${JSON.stringify(status('one'), null, 2)}\n`,
  );
  expect(await readStatus(join(root, 'a/b'))).toEqual(status('one'));
  expect(await requireStatus(join(root, 'a/b/suite.json'))).toEqual(status('one'));
});

test('the suites of a folder are its own and those just below, by their paths', async () => {
  await writeStatus(join(root, 'b'), status('second'));
  await writeStatus(join(root, 'a'), status('first'));
  await writeStatus(join(root, 'a/deeper'), status('too deep'));
  await writeStatus(root, status('own'));
  expect((await suitesIn(root)).map(({ name }) => name)).toEqual(['first', 'second', 'own']);
  expect(await suitesIn(join(root, 'none'))).toEqual([]);
});

test('what cannot be read is not there', async () => {
  await writeStatus(join(root, 'a'), status('first'));
  await writeStatus(join(root, 'b'), { ...status('other'), format: 'no/format' } as never);
  expect(await readStatus(join(root, 'b'))).toBeUndefined();
  expect(await readStatus(join(root, 'none'))).toBeUndefined();
  expect((await suitesIn(root)).map(({ name }) => name)).toEqual(['first']);
});

test('a status that is required and is none is told with its path', async () => {
  const path = join(root, 'suite.json');
  const expected = `${path}: expected the suite.json of a suite`;
  await expect(requireStatus(path)).rejects.toMatchObject({
    message: `${expected}, found no such file`,
    exitCode: 64,
  });
  await writeFile(path, '{"format": "ha-drill/suite/1", "name": "x", "description": ""}');
  await expect(requireStatus(path)).rejects.toMatchObject({
    message: expect.stringMatching(
      /^[^\n]*: expected the suite\.json of a suite: [^\n]*\S {3}→ at combinations$/,
    ),
    exitCode: 64,
  });
});

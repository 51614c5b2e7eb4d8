import { appendFile, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { findJournals, openJournal } from '../../../src/faults/journal.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ha-drill-journal-'));
});

const targets = [{ service: 'db1', containerId: 'c1' }];

test('a fault is in the journal from before its injection until it is healed', async () => {
  const journal = await openJournal(folder, 'r1');
  await journal.write({ step: 0, turn: 0, fault: 'kill', targets, state: 'injecting' });
  await journal.write({ step: 1, turn: 0, fault: 'kill', targets, state: 'injecting' });
  await journal.write({ step: 0, turn: 0, fault: 'kill', targets, state: 'healed' });
  const [found] = await findJournals(folder);
  expect(found).toMatchObject({ owner: { run: 'r1', pid: process.pid }, alive: true });
  expect(found?.open.map(({ step, fault }) => ({ step, fault }))).toEqual([{ step: 1, fault: 'kill' }]);
  await journal.remove();
  expect(await readdir(folder)).toEqual([]);
});

test('a harness that is gone does not count as alive, nor does another process under its old id', async () => {
  await openJournal(folder, 'r1');
  const path = join(folder, 'r1.ndjson');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace(/"startTicks":"\d+"/, '"startTicks":"1"'));
  expect((await findJournals(folder))[0]?.alive).toBe(false);
  await writeFile(path, text.replace(/"bootId":"[^"]+"/, '"bootId":"another boot"'));
  expect((await findJournals(folder))[0]?.alive).toBe(false);
});

test('a line that a dying harness cut short is passed over', async () => {
  const journal = await openJournal(folder, 'r1');
  await journal.write({ step: 0, turn: 0, fault: 'kill', targets, state: 'injecting' });
  await appendFile(join(folder, 'r1.ndjson'), '{"run":"r1","ste');
  expect((await findJournals(folder))[0]?.open).toHaveLength(1);
  expect(await findJournals(join(folder, 'none'))).toEqual([]);
});

test.each(['', '{"run":"r1","pi'])(
  'a journal that begins with "%s" is of a run that is dead',
  async (text) => {
    await writeFile(join(folder, 'r1.ndjson'), text);
    expect(await findJournals(folder)).toMatchObject([{ owner: { run: 'r1' }, alive: false, open: [] }]);
  },
);

import { appendFile, mkdir, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findJournals, openJournal } from '../../../src/faults/journal.ts';
import { leftoversOf, run, runIn, start } from '../cli.ts';

const scenario = `name: full-disk
question: What does a drill do whose disk is full?
topology: standalone
workload: { kind: ledger, rate: 20/s, writers: 2 }
baseline: { duration: 2s, maxErrors: 1, maxLatency: 30s }
method:
  - { fault: freeze, target: primary }
observe: 60s
recovery: { startAfter: 60s, deadline: 120s }
provision: { deadline: 240s }
objectives: { rpo-rows: <= 0 }
`;

let folder: string;
let file: string;
let small: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ha-drill-e2e-'));
  file = join(folder, 'full-disk.yml');
  await writeFile(file, scenario);
  small = join(folder, 'small');
  await mkdir(small);
});
afterEach(() => execa('umount', [small]));

async function mount(megabytes: number): Promise<void> {
  await execa('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'none', small]);
}

async function fill(): Promise<void> {
  const full = await open(join(small, 'full'), 'w');
  try {
    for (const size of [1 << 20, 4096, 1]) {
      const bytes = Buffer.alloc(size);
      while ((await full.write(bytes).catch(() => ({ bytesWritten: 0 }))).bytesWritten === size);
    }
  } finally {
    await full.close();
  }
}

test('the state folder or --out full at the start: nothing is started, and it says where', async () => {
  await mount(8);
  const out = join(folder, 'out');
  const state = await run(['run', file, '--out', out], { XDG_STATE_HOME: small });
  expect(state.code).toBe(3);
  expect(state.stderr).toMatch(/the state folder \S+small\/ha-drill: expected 16 MiB free, found \S+ MiB/);
  const record = await run(['run', file, '--out', join(small, 'out')]);
  expect(record.code).toBe(3);
  expect(record.stderr).toMatch(/--out \S+: expected 64 MiB free, found \S+ MiB/);
  const doctor = await run(['doctor'], { XDG_STATE_HOME: small });
  expect(doctor.stdout).toMatch(/state .*free in \S+small/);
});

test('--out full while a fault is in force: healed, removed, judged as incomplete with the reason, exit 3', async () => {
  await mount(80);
  const running = start(['run', file, '--out', join(small, 'out')]);
  await running.shown('freeze of db1');
  await fill();
  const { code, stderr, stdout } = await running.ended;
  expect(code, stderr).toBe(3);
  expect(stderr).toMatch(/The drill broke off: The record in \S+ cannot be written any more: ENOSPC/);
  expect(stderr).not.toMatch(/this is a bug|could not be undone/);
  expect(stdout).toContain('INCONCLUSIVE');
  const id = await runIn(join(small, 'out'));
  expect(await leftoversOf(id)).toEqual([]);
  const manifest = JSON.parse(await readFile(join(small, 'out', id, 'run.json'), 'utf8'));
  expect(manifest).toMatchObject({ lifecycle: 'failed', failure: expect.stringContaining('ENOSPC') });
  const result = JSON.parse(await readFile(join(small, 'out', id, 'result.json'), 'utf8'));
  expect(result).toMatchObject({ verdict: 'inconclusive', lifecycle: 'failed' });
});

/** Fills the last block of the only file of a folder: what fits into a block that is there needs no room on the disk. */
async function useUpBlock(of: string): Promise<void> {
  const [name = ''] = await readdir(of);
  const path = join(of, name);
  const blockBytes = 4096;
  await appendFile(path, ' '.repeat(blockBytes - ((await stat(path)).size % blockBytes)));
}

test('the journal full at fault time: nothing is injected, which is told and proves nothing', async () => {
  await mount(80);
  const short = join(folder, 'journal-full.yml');
  await writeFile(
    short,
    scenario
      .replace('observe: 60s', 'observe: 1s')
      .replace('startAfter: 60s', 'startAfter: 1s')
      .replace('target: primary }', 'target: primary, for: 2s }'),
  );
  const out = join(folder, 'out');
  const running = start(['run', short, '--out', out], { XDG_STATE_HOME: small });
  await running.shown('  baseline\n');
  await useUpBlock(join(small, 'ha-drill', 'journal'));
  await fill();
  const { code, stderr, stdout } = await running.ended;
  expect(stderr).toMatch(
    /freeze of primary did not take: The journal of faults \S+ cannot be written: ENOSPC/,
  );
  expect(stderr).not.toMatch(/this is a bug|could not be undone/);
  expect(stdout).toContain('INCONCLUSIVE');
  expect(code, stderr).toBe(2);
  const id = await runIn(out);
  expect(await leftoversOf(id)).toEqual([]);
  expect(await readdir(join(small, 'ha-drill', 'journal'))).toEqual([]);
});

test('a line that finds no room is taken back whole: the next one is found again', async () => {
  await mount(1);
  const about = { turn: 0, fault: 'kill', targets: [], state: 'injecting' as const };
  const journal = await openJournal(small, 'r1');
  for (let step = 0; step < 20; step += 1) await journal.write({ ...about, step });
  await fill();
  const large = Array.from({ length: 100 }, () => ({ service: 'db1', containerId: 'f'.repeat(64) }));
  const writing = journal.write({ ...about, step: 20, targets: large });
  await expect(writing).rejects.toMatchObject({
    exit: 'environment',
    message: expect.stringContaining('ENOSPC'),
  });
  await rm(join(small, 'full'));
  await journal.write({ ...about, step: 21 });
  const [found] = await findJournals(small);
  expect(found?.open.map(({ step }) => step)).toEqual([...Array(20).keys(), 21]);
  await journal.remove();
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { binlogCommand } from '../../../src/cli/binlog.ts';
import { encodeBinlog } from '../../support/binlog.ts';
import { insertOf, startUs, uuidA } from '../../support/planted-binlog.ts';
import { invoke } from './invoke.ts';

const statement = { kind: 'statement', database: 'app', sql: 'DROP DATABASE `ledger`' } as const;
const { bytes, spans } = encodeBinlog({
  transactions: [insertOf(uuidA, 1), { ...insertOf(uuidA, 2), work: statement }, insertOf(uuidA, 3)],
  end: 'stop',
});

async function find(content: Uint8Array, ...words: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'ha-drill-binlog-'));
  const before = process.exitCode;
  onTestFinished(async () => {
    process.exitCode = before;
    await rm(folder, { recursive: true });
  });
  const file = join(folder, 'binlog.000001');
  await writeFile(file, content);
  const written = await invoke(binlogCommand(), 'find', file, ...words);
  return {
    ...written,
    exit: process.exitCode,
    stdout: written.stdout.replaceAll(file, 'binlog.000001').replaceAll(/ {2,}/g, '  '),
    file,
  };
}

test('finds the bad transaction', async () => {
  const { stdout, stderr, exit } = await find(bytes, '--kind', 'drop-database', '--schema', 'ledger');
  expect(stdout).toMatchInlineSnapshot(`
    "committed  GTID  file:offset  what it did
    2026-11-21T12:31:37.971315Z  3e11fa47-71ca-11e1-9e33-c80aa9429562:2  binlog.000001:409  DROP DATABASE \`ledger\`
    "
  `);
  expect([stderr, exit]).toEqual(['', 0]);
});

test('as JSON, within a span of time', async () => {
  const at = '2026-11-21T12:31:37.971315Z';
  const { stdout, exit } = await find(bytes, '--from', at, '--to', at, '--json');
  expect(JSON.parse(stdout)).toEqual([
    expect.objectContaining({ gtid: `${uuidA}:2`, committedAt: at, offset: spans[1]?.[0], complete: true }),
  ]);
  expect(exit).toBe(0);
  expect(startUs + 2).toBe(Date.parse('2026-11-21T12:31:37Z') * 1000 + 971_315);
});

test('nothing found is exit 1, with nothing on stdout', async () => {
  expect(await find(bytes, '--kind', 'truncate')).toMatchObject({ stdout: '', stderr: '', exit: 1 });
});

test('of a file that is damaged or none, nothing found proves nothing: exit 64', async () => {
  const damaged = Buffer.from(bytes);
  damaged[(spans[1]?.[0] ?? 0) + 25] = 0;
  const { stderr, exit, file } = await find(damaged, '--kind', 'drop-database');
  expect(stderr).toBe(
    `${file}: from offset ${spans[1]?.[0]} not read: the checksum of the event is wrong: its bytes were changed\n`,
  );
  expect(exit).toBe(64);
  expect(await find(Buffer.from('a text'))).toMatchObject({ exit: 64 });
});

test('a file that is written still is told to be cut, no more', async () => {
  const { stderr, exit } = await find(bytes.subarray(0, bytes.length - 1), '--kind', 'truncate');
  expect(stderr).toMatch(/the file ends in the middle of an event\n$/);
  expect(exit).toBe(1);
});

test('what is no file, no instant or no kind is wrong usage', async () => {
  await expect(invoke(binlogCommand(), 'find', '/nowhere/binlog.1')).rejects.toMatchObject({ exit: 'usage' });
  await expect(find(bytes, '--from', '12:00')).rejects.toMatchObject({ exit: 'usage' });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeEach, expect, test } from 'vitest';
import { endMark, LineFile } from '../../../src/history/line-file.ts';
import type { OperationLine } from '../../../src/history/schema.ts';
import { openRecord } from '../../../src/history/writer.ts';

const operation: OperationLine = ['service', 0, 1, 42, 10, 10.5, 12.25, 'ok', null];
const writerModule = join(import.meta.dirname, '../../../src/history/writer.ts');

let folder = '';
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'ha-drill-writer-')), 'run');
});

async function linesOf(path: string): Promise<unknown[]> {
  const text = gunzipSync(await readFile(join(folder, path))).toString();
  expect(text.at(-1)).toBe('\n');
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('writes operations after a header that names the columns', async () => {
  const record = await openRecord(folder);
  record.operations([operation, ['application', 3, 7, 9, 1, 2, 3, 'info', 'ECONNRESET']]);
  await record.close();
  expect(await linesOf('history.ndjson.gz')).toEqual([
    {
      format: 'ha-drill/history/2',
      columns: [
        'stream',
        'writer',
        'sequence',
        'value',
        'scheduledAtMs',
        'startedAtMs',
        'endedAtMs',
        'outcome',
        'error',
      ],
    },
    operation,
    ['application', 3, 7, 9, 1, 2, 3, 'info', 'ECONNRESET'],
  ]);
});

test('a flushed record is readable before it is closed, and says by its end that it is not closed', async () => {
  const record = await openRecord(folder);
  record.operations([operation]);
  record.event({ atMs: 1, source: 'harness', type: 'harness-note', text: 'first' });
  await record.flush();
  record.event({ atMs: 2, source: 'harness', type: 'harness-note', text: 'second' });
  await record.flush();
  expect(await linesOf('history.ndjson.gz')).toHaveLength(2);
  expect(await linesOf('events.ndjson.gz')).toMatchObject([{ text: 'first' }, { text: 'second' }]);
  const before = await readFile(join(folder, 'events.ndjson.gz'));
  expect(before.subarray(-endMark.length).equals(endMark)).toBe(false);
  await record.close();
  const after = await readFile(join(folder, 'events.ndjson.gz'));
  expect(after.subarray(-endMark.length).equals(endMark)).toBe(true);
});

test('what was written without a flush survives kill -9 of the process', async () => {
  const script = `
    const { openRecord } = await import(${JSON.stringify(writerModule)});
    const { statSync } = await import('node:fs');
    const record = await openRecord(${JSON.stringify(folder)});
    record.operations([${JSON.stringify(operation)}]);
    const timer = setInterval(() => {
      if (statSync(${JSON.stringify(join(folder, 'history.ndjson.gz'))}).size === 0) return;
      clearInterval(timer);
      process.kill(process.pid, 'SIGKILL');
    }, 5);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');
  expect(await linesOf('history.ndjson.gz')).toEqual([expect.anything(), operation]);
});

test('the manifest is replaced whole', async () => {
  const record = await openRecord(folder);
  const manifest = { run: 'one' } as unknown as Parameters<typeof record.writeManifest>[0];
  await record.writeManifest(manifest);
  await record.writeManifest({ ...manifest, run: 'two' });
  await record.close();
  expect(JSON.parse(await readFile(join(folder, 'run.json'), 'utf8'))).toEqual({ run: 'two' });
  expect((await readdir(folder)).sort()).toEqual([
    'definitions.ndjson.gz',
    'events.ndjson.gz',
    'final',
    'harness.ndjson.gz',
    'history.ndjson.gz',
    'run.json',
    'samples.ndjson.gz',
  ]);
});

test('a folder that holds a record is refused', async () => {
  await (await openRecord(folder)).close();
  await expect(openRecord(folder)).rejects.toMatchObject({
    exit: 'usage',
    message: `${join(folder, 'history.ndjson.gz')} exists: it holds the record of an earlier run`,
  });
});

test('an error of writing surfaces at flush and close, not before', async () => {
  const file = new LineFile(await open('/dev/full', 'w'));
  file.write('lost');
  await expect(file.flush()).rejects.toThrow('ENOSPC');
  file.write('lost as well');
  await expect(file.close()).rejects.toThrow('ENOSPC');
});

test('a file that cannot be written says so at once, and takes no memory for what comes after', async () => {
  const told: unknown[] = [];
  const file = new LineFile(await open('/dev/full', 'w'), (error) => told.push(error));
  file.write('a line');
  await expect(file.flush()).rejects.toMatchObject({ code: 'ENOSPC' });
  const before = process.memoryUsage().heapUsed;
  for (let index = 0; index < 10_000_000; index += 1) file.write('a line');
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(30_000_000);
  await expect(file.close()).rejects.toMatchObject({ code: 'ENOSPC' });
  expect(told).toHaveLength(1);
});

import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRecord } from '../../src/history/reader.ts';
import { resultSchema } from '../../src/judge/measure/types.ts';
import { leftoversOf, run, runIn } from './cli.ts';

test('a failover by a program that says nothing is measured by what is seen of it', async () => {
  const out = await mkdtemp(join(tmpdir(), 'ha-drill-e2e-'));
  const { code, stderr } = await run(['run', 'test/e2e/foreign/kill.yml', '--out', out]);
  const folder = join(out, await runIn(out));
  const result = resultSchema.parse(JSON.parse(await readFile(join(folder, 'result.json'), 'utf8')));
  const { events, manifest } = await readRecord(folder);

  // Asynchronous replication may lose writes, and a busy machine be unsteady: neither is what this test is about.
  expect([0, 1, 2], stderr).toContain(code);
  expect(manifest.topology.failover).toEqual({ tool: 'other', tells: false });
  expect(events.filter(({ source }) => source === 'manager')).toEqual([]);
  const promoted = events.filter(({ type }) => type === 'promoted');
  expect(promoted).toMatchObject([{ source: 'harness', node: expect.stringMatching(/^db[23]$/) }]);
  const measured = (name: string) => result.measurements.find((one) => one.name === name);
  expect(measured('failovers')).toMatchObject({ value: 1, how: expect.stringContaining('samples show') });
  expect(measured('rto-service')).toMatchObject({ value: expect.any(Number), atLeast: false });
  expect(result.phases.map(({ endedBy }) => endedBy).join('; ')).toContain(
    `${promoted[0]?.node} is seen to accept writes`,
  );
  expect(measured('time-to-redundancy')).toMatchObject({ value: expect.any(Number) });
  expect(await leftoversOf(await runIn(out))).toEqual([]);
});

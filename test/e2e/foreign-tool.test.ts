import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRecord } from '../../src/history/reader.ts';
import { resultSchema } from '../../src/judge/measure/types.ts';
import { leftoversOf, run, runIn } from './cli.ts';

/** Conducts a drill of the foreign stack, and resolves with what came of it. */
async function drilled(scenario: string) {
  const out = await mkdtemp(join(tmpdir(), 'ha-drill-e2e-'));
  const { code, stderr } = await run(['run', `test/e2e/foreign/${scenario}`, '--out', out]);
  const id = await runIn(out);
  const result = resultSchema.parse(JSON.parse(await readFile(join(out, id, 'result.json'), 'utf8')));
  // Asynchronous replication may lose writes, and a busy machine be unsteady: neither is what these tests are about.
  expect([0, 1, 2], stderr).toContain(code);
  expect(await leftoversOf(id)).toEqual([]);
  const measured = (name: string) => result.measurements.find((one) => one.name === name);
  return { ...(await readRecord(join(out, id))), result, measured };
}

test('a failover by a program that says nothing is measured by what is seen of it', async () => {
  const { events, manifest, result, measured } = await drilled('kill.yml');
  expect(manifest.topology.failover).toEqual({ tool: 'other', tells: false });
  expect(events.filter(({ source }) => source === 'manager')).toEqual([]);
  const promoted = events.filter(({ type }) => type === 'promoted');
  expect(promoted).toMatchObject([{ source: 'harness', node: expect.stringMatching(/^db[23]$/) }]);
  expect(measured('failovers')).toMatchObject({ value: 1, how: expect.stringContaining('samples show') });
  expect(measured('rto-service')).toMatchObject({ value: expect.any(Number), atLeast: false });
  expect(result.phases.map(({ endedBy }) => endedBy).join('; ')).toContain(
    `${promoted[0]?.node} is seen to accept writes`,
  );
  expect(measured('time-to-redundancy')).toMatchObject({ value: expect.any(Number) });
});

test('clients with two proxies in their list go on by the second when the first dies', async () => {
  const { events, measured } = await drilled('kill-proxy.yml');
  const startedAtMs = events.find(
    ({ type, data }) => type === 'recovery-step' && data?.action === 'start',
  )?.atMs;
  const killedAtMs = events.find(({ type }) => type === 'fault-in-force')?.atMs;
  for (const name of ['rto-service', 'rto-application']) {
    const value = measured(name)?.value ?? Number.POSITIVE_INFINITY;
    expect((killedAtMs ?? 0) + value, name).toBeLessThan(startedAtMs ?? 0);
  }
  expect(measured('failovers')).toMatchObject({ value: 0 });
  expect(measured('time-to-redundancy')).toMatchObject({ value: expect.any(Number) });
});

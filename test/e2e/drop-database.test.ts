import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readRecord } from '../../src/history/reader.ts';
import { type DrillResult, resultSchema } from '../../src/judge/measure/types.ts';
import { type Ended, leftoversOf, run, runIn } from './cli.ts';

let ended: Ended;
let result: DrillResult;
let folder: string;

beforeAll(async () => {
  const out = await mkdtemp(join(tmpdir(), 'ha-drill-e2e-'));
  // How long it takes, and whether the load is steady, is not what is tested on a machine that has other work.
  const patient = ['baseline.maxLatency=60s', 'baseline.maxErrors=1', 'objectives.rto-service=<= 170s'];
  const sets = [...patient, 'objectives.time-to-restore=<= 170s', 'objectives.time-to-redundancy=<= 180s'];
  const words = ['run', 'scenarios/backup/drop-database.yml', '--json', '--seed', '7', '--out', out];
  ended = await run([...words, ...sets.flatMap((set) => ['--set', set])]);
  folder = join(out, await runIn(out));
  result = resultSchema.array().parse(JSON.parse(ended.stdout))[0] as DrillResult;
});

describe('the drop-database drill', () => {
  test('passes: every acknowledged write is back, compared row by row', () => {
    expect(result.reasons).toEqual([]);
    expect(result.verdict).toBe('pass');
    expect(result.loss).toMatchObject({ lost: 0, stranded: 0 });
    expect(result.loss?.acknowledged).toBeGreaterThan(100);
  });

  test('the database was really gone, on every node, and writes with it', async () => {
    expect(result.faults[0]?.evidence).toContain('schema ledger is gone');
    const { events } = await readRecord(folder);
    const found = events.find(({ type }) => type === 'transaction-found');
    expect(found?.text).toMatch(/DROP DATABASE/);
    expect(result.faults[0]?.evidence).toContain(String(found?.data?.gtid));
  });

  test('what is defined besides tables came back as it was', () => {
    const check = result.checks.find(({ name }) => name === 'definitions-as-before');
    expect(check).toMatchObject({ verdict: 'pass', evidence: [] });
    expect(check?.summary).toMatch(/^all \d+ are as they were$/);
  });

  test('the RTO is told by the phases of a restore', () => {
    expect(result.phases.map(({ name }) => name).slice(0, 6)).toEqual([
      'noticed',
      'found',
      'loaded',
      'replayed',
      'rebuilt',
      'first-write',
    ]);
  });

  test('nothing is left on the engine', async () => {
    expect(await leftoversOf(result.run)).toEqual([]);
  });
});

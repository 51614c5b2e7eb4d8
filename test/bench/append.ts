import { execFileSync } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { seededRandom } from '../../src/random.ts';
import { appendOptions } from '../../src/workload/append/operations.ts';
import { serialHistory } from '../support/append.ts';
import { besideRecordOf } from '../support/beside.ts';
import { manifestOf, scenarioOf } from '../support/parts.ts';
import { smallDrill } from '../support/small-drill.ts';
import { writeRecord } from '../support/write-record.ts';
import { median, type Row } from './statistics.ts';

const rounds = 3;
const transactions = 100_000;
const once = fileURLToPath(new URL('./judge-once.ts', import.meta.url));
const taken = z.object({ tookMs: z.number(), maxRssBytes: z.number() });

/** Reading, judging and rendering 100,000 transactions of `append`: with no anomaly, and with reads that miss appends. */
export async function benchAppend(): Promise<Row[]> {
  return [...(await benchHistory('sound', 0)), ...(await benchHistory('full of anomalies', 3))];
}

async function benchHistory(what: string, mostMissed: number): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ha-drill-bench-'));
  const lists = new Map<number, number[]>();
  const operations = serialHistory(seededRandom(1), transactions, 5, mostMissed, lists);
  const drill = smallDrill();
  const scenario = scenarioOf({
    workload: { beside: [{ kind: 'append' }] },
    checks: ['append-isolation', 'append-appends', 'append-nodes'],
  });
  const options = appendOptions.parse({});
  const finals = drill.manifest.topology.nodes.map((node) => ({
    node,
    atMs: 1e6,
    reads: [...lists],
    error: null,
  }));
  await writeRecord(folder, {
    ...drill,
    manifest: { ...manifestOf({ scenario }), endedAtMs: 2e6 },
    beside: [besideRecordOf('append', operations, { options, finals })],
  });
  const runs = Array.from({ length: rounds }, () =>
    taken.parse(JSON.parse(execFileSync(process.execPath, [once, folder], { encoding: 'utf8' }))),
  );
  const seconds = runs.map((run) => run.tookMs / 1000);
  const megabytes = runs.map((run) => run.maxRssBytes / 1e6);
  return [
    {
      what: `judge ${transactions.toLocaleString('en')} transactions of append, ${what}`,
      goal: '< 10 s',
      measured: `${median(seconds).toFixed(2)} s`,
      values: seconds.map((value) => value.toFixed(2)).join(' '),
    },
    {
      what: 'memory of that process',
      goal: '< 1000 MB',
      measured: `${median(megabytes).toFixed(0)} MB`,
      values: megabytes.map((value) => value.toFixed(0)).join(' '),
    },
  ];
}

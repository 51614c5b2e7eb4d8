import { execFileSync } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { writeLongRecord } from '../support/long-record.ts';
import { killOfPrimary, plantDrill } from '../support/planted-drill.ts';
import { writeRecord } from '../support/write-record.ts';
import { median, type Row } from './statistics.ts';

const rounds = 3;
const operations = 1_000_000;
const once = fileURLToPath(new URL('./judge-once.ts', import.meta.url));
const taken = z.object({ judgedOperations: z.number(), tookMs: z.number(), maxRssBytes: z.number() });

/** Reading, judging and rendering a record of a million operations, and one of an hour at 1000/s, each in a process of its own. */
export async function benchJudge(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ha-drill-bench-'));
  const perSecond = 1000 / killOfPrimary.periodMs.service + 1000 / killOfPrimary.periodMs.application;
  const loadToMs = killOfPrimary.loadFromMs + (operations / perSecond) * 1000;
  const later = { loadToMs, recoveryMs: loadToMs - 5000, redundantMs: loadToMs - 1000 };
  await writeRecord(folder, plantDrill(later));
  // The command keeps its sources without their types, too (`bin/ha-drill.cjs`): the first run does, and does not count.
  const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, 'cache') };
  const judged = (of: string) =>
    taken.parse(JSON.parse(execFileSync(process.execPath, [once, of], { encoding: 'utf8', env })));
  judged(folder);
  const runs = Array.from({ length: rounds }, () => judged(folder));
  const hour = join(folder, 'hour');
  await writeLongRecord(hour, { seconds: 3600, flawed: false });
  const long = Array.from({ length: rounds }, () => judged(hour));
  const seconds = runs.map((run) => run.tookMs / 1000);
  const megabytes = runs.map((run) => run.maxRssBytes / 1e6);
  return [
    {
      what: `judge and render ${runs[0]?.judgedOperations.toLocaleString('en')} operations`,
      goal: '< 3 s',
      measured: `${median(seconds).toFixed(2)} s`,
      values: seconds.map((value) => value.toFixed(2)).join(' '),
    },
    {
      what: 'memory of that process',
      goal: '< 300 MB',
      measured: `${median(megabytes).toFixed(0)} MB`,
      values: megabytes.map((value) => value.toFixed(0)).join(' '),
    },
    {
      what: 'memory to judge an hour at 1000/s',
      goal: '< 300 MB',
      measured: `${median(long.map((run) => run.maxRssBytes / 1e6)).toFixed(0)} MB`,
      values: long
        .map((run) => `${(run.maxRssBytes / 1e6).toFixed(0)} MB in ${(run.tookMs / 1000).toFixed(1)} s`)
        .join(', '),
    },
  ];
}

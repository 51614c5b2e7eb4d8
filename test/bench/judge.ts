import { execFileSync } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { killOfPrimary, plantDrill } from '../support/planted-drill.ts';
import { writeRecord } from '../support/write-record.ts';
import { median, type Row } from './statistics.ts';

const rounds = 3;
const operations = 1_000_000;
const once = fileURLToPath(new URL('./judge-once.ts', import.meta.url));
const taken = z.object({ judgedOperations: z.number(), tookMs: z.number(), maxRssBytes: z.number() });

/** Reading, judging and rendering a record of a million operations, each in a process of its own. */
export async function benchJudge(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ha-drill-bench-'));
  const perSecond = 1000 / killOfPrimary.periodMs.service + 1000 / killOfPrimary.periodMs.application;
  const loadToMs = killOfPrimary.loadFromMs + (operations / perSecond) * 1000;
  const later = { loadToMs, recoveryMs: loadToMs - 5000, redundantMs: loadToMs - 1000 };
  await writeRecord(folder, plantDrill(later));
  const runs = Array.from({ length: rounds }, () =>
    taken.parse(JSON.parse(execFileSync(process.execPath, [once, folder], { encoding: 'utf8' }))),
  );
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
  ];
}

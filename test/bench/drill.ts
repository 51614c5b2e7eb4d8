import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monotonicNowMs } from '../../src/clock.ts';
import { resultSchema } from '../../src/judge/measure/types.ts';
import { run } from '../e2e/cli.ts';
import { median, type Row } from './statistics.ts';

const repetitions = 10;

/** Ten fresh kill-primary drills: how long each took, its RTO, and that nothing acknowledged was lost. */
export async function benchDrill(): Promise<Row[]> {
  const out = await mkdtemp(join(tmpdir(), 'ha-drill-bench-'));
  const tookMs: number[] = [];
  const rtoMs: number[] = [];
  const lost: number[] = [];
  for (let seed = 1; seed <= repetitions; seed += 1) {
    const startedAtMs = monotonicNowMs();
    const words = [
      'run',
      'scenarios/kill-primary.yml',
      '--json',
      '--quiet',
      '--seed',
      String(seed),
      '--out',
      out,
    ];
    const { code, stdout, stderr } = await run(words);
    tookMs.push(monotonicNowMs() - startedAtMs);
    if (!stdout) throw new Error(`drill with seed ${seed} ended with ${code}: ${stderr}`);
    const [result] = resultSchema.array().parse(JSON.parse(stdout));
    rtoMs.push(result?.measurements.find((one) => one.name === 'rto-service')?.value ?? Number.NaN);
    lost.push(result?.loss ? result.loss.lost + result.loss.stranded : Number.NaN);
    if (code !== 0) console.log(`seed ${seed}: ${result?.sentence} ${result?.reasons.join('; ')}`);
  }
  const seconds = (values: number[]): string => values.map((ms) => (ms / 1000).toFixed(2)).join(' ');
  return [
    {
      what: 'kill-primary drill',
      goal: 'about 30 s',
      measured: `${(median(tookMs) / 1000).toFixed(1)} s`,
      values: seconds(tookMs),
    },
    {
      what: 'service RTO of the kill',
      goal: 'near 1.5 s',
      measured: `${(median(rtoMs) / 1000).toFixed(2)} s`,
      values: seconds(rtoMs),
    },
    {
      what: 'acknowledged writes lost',
      goal: '0 in each',
      measured: String(Math.max(...lost)),
      values: lost.join(' '),
    },
  ];
}

import { readRuns, runFolders, type StoredRun } from '../compare/read-runs.ts';
import { formatQuantity } from '../report/text.ts';
import type { DoneRun } from './conduct.ts';

/** The runs in a suite's folder that completed and were judged; every other one is as if it were not there. */
export async function findDone(folder: string): Promise<DoneRun[]> {
  if ((await runFolders(folder)).length === 0) return [];
  const { runs } = await readRuns([folder]).catch(() => ({ runs: [] }));
  return runs.flatMap(doneRun);
}

function doneRun({ manifest, result }: StoredRun): DoneRun[] {
  if (manifest.lifecycle !== 'completed' || !result) return [];
  const { run, seed, scenario, scenarioText, topology, endedAtMs = 0 } = manifest;
  const rto = result.measurements.find(({ name }) => name === 'rto-service');
  const rpo = result.measurements.find(({ name }) => name === 'rpo-rows');
  const summary = [rto && `RTO ${formatQuantity(rto)}`, rpo && `RPO ${formatQuantity(rpo)}`]
    .filter((part) => part !== undefined)
    .join(', ');
  return [
    {
      run,
      seed,
      scenario,
      scenarioText,
      topology,
      tookMs: endedAtMs,
      verdict: result.verdict,
      summary,
    },
  ];
}

import { Command } from 'commander';
import { usageError } from '../errors.ts';
import { readRecord } from '../history/reader.ts';
import type { DrillRecord } from '../history/record.ts';
import { otlpTrace } from '../report/otlp.ts';
import { struckJson } from '../secrets.ts';
import { packageVersion } from '../version.ts';
import { appendHistory } from '../workload/append/edn.ts';
import { judgeFolder } from './judge-folder.ts';
import { print, tell } from './output.ts';
import { sendTrace } from './send-trace.ts';

/** `ha-drill export`: a record for a program that is not ours: transactions for Elle, or the drill as a trace. */
export function exportCommand(): Command {
  return new Command('export')
    .description(
      'print the transactions of the workload append as EDN that Elle reads (elle.list-append/check), or a drill as a trace',
    )
    .argument('<run-folder>', 'a folder under reports/')
    .option('--otlp', 'print the drill as a trace of OpenTelemetry (OTLP as JSON): phases are spans')
    .option(
      '--send',
      'send that trace to the collector of OTEL_EXPORTER_OTLP_ENDPOINT in place of printing it',
    )
    .action(async (folder: string, { otlp, send }: { otlp?: boolean; send?: boolean }) => {
      if (!otlp && !send) return print(transactions(folder, await readRecord(folder)));
      const trace = await traceOf(folder);
      if (send) tell(`sent to ${await sendTrace(trace)}`);
      else print(trace);
    });
}

/** The drill in a run folder as a trace, judged again. @throws DrillError (exit 64) where there is no record */
export async function traceOf(folder: string): Promise<string> {
  const { manifest, events } = await readRecord(folder);
  return struckJson(otlpTrace(manifest, await judgeFolder(folder, null), events, packageVersion()));
}

function transactions(folder: string, { beside = [] }: DrillRecord): string {
  const append = beside.find(({ workload }) => workload === 'append');
  if (append) return appendHistory(append.operations).join('\n');
  throw usageError(
    `${folder} has no operations of the workload append${beside.length > 0 ? `, only of ${beside.map(({ workload }) => workload).join(', ')}` : ''}`,
    'a scenario asks for it by `workload: { beside: [{ kind: append }] }`',
  );
}

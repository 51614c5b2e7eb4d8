import { Command } from 'commander';
import { compareRuns } from '../compare/compare.ts';
import { readRuns } from '../compare/read-runs.ts';
import type { Comparison } from '../compare/schema.ts';
import { fromHere } from '../document/from-here.ts';
import { renderComparison } from '../report/comparison/console.ts';
import { readStatus } from '../suite/status.ts';
import { print } from './output.ts';

/** `ha-drill compare`: runs beside each other. It describes, and gates on nothing: that is `ha-drill gate`. */
export function compareCommand(): Command {
  return new Command('compare')
    .description('put runs beside each other: verdicts, RTO, RPO, and what they cost')
    .argument('<folder...>', 'run folders, or folders that hold some, such as that of a suite')
    .option('--json', 'print the comparison as JSON: also the baseline of `ha-drill gate`')
    .action(async (folders: string[], options: { json?: boolean }) => {
      const comparison = await compareFolders(folders);
      print(options.json ? JSON.stringify(comparison, null, 2) : renderComparison(comparison));
    });
}

/** The comparison of all runs in some folders, with what the suites among them planned. */
export async function compareFolders(folders: readonly string[]): Promise<Comparison> {
  const runs = await readRuns(folders);
  const suites = await Promise.all(folders.map(readStatus));
  return compareRuns(
    runs.map((run) => ({ ...run, folder: fromHere(run.folder) })),
    suites.filter((suite) => suite !== undefined),
  );
}

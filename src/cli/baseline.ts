import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { type BaselineChange, baselineChanges } from '../compare/baseline-change.ts';
import { usageError } from '../errors.ts';
import { nameOf } from '../report/comparison/words.ts';
import { compareFolders } from './compare.ts';
import { readComparison } from './gate.ts';
import { print, tell } from './output.ts';
import { requireWritableFile, writeText } from './places.ts';

/** `ha-drill baseline`: the file that a gate holds drills against, which belongs into the repository. */
export function baselineCommand(): Command {
  const update = new Command('update')
    .description('write a baseline, and show what it changes of the one that is there')
    .argument('<file>', 'the baseline, such as drills/baseline.json')
    .argument('<folder...>', 'run folders, or folders that hold some, such as that of a suite')
    .option('--dry-run', 'show what would change, and write nothing')
    .action(async (file: string, folders: string[], { dryRun }: { dryRun?: boolean }) => {
      await requireWritableFile('the baseline', file);
      const before = existsSync(file) ? await readComparison(file) : undefined;
      const now = await compareFolders(folders);
      if (now.groups.length === 0)
        throw usageError(
          'expected drills that were judged, found none',
          'A baseline of nothing gates nothing.',
        );
      print(renderChanges(baselineChanges(before, now)));
      for (const caveat of now.caveats) tell(`note: ${caveat}`);
      if (dryRun) return tell('Nothing was written.');
      await writeText(file, `${JSON.stringify(now, null, 2)}\n`);
      tell(`wrote ${file}`);
    });
  return new Command('baseline')
    .description('keep what `ha-drill gate` holds drills against')
    .addCommand(update);
}

/** The changes for a terminal, and last how many there are. */
export function renderChanges(changes: readonly BaselineChange[]): string {
  const count = (kind: BaselineChange['kind']): number => changes.filter((one) => one.kind === kind).length;
  return [
    ...changes
      .filter(({ kind }) => kind !== 'same')
      .flatMap((change) => [
        `${change.kind.padEnd(7)}  ${change.scenario} on ${nameOf(change)}`,
        ...change.lines.map((line) => `         ${line}`),
      ]),
    `${count('new')} new, ${count('changed')} changed, ${count('gone')} gone, ${count('same')} the same`,
  ].join('\n');
}

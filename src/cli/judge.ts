import { basename, join, resolve } from 'node:path';
import { Command } from 'commander';
import { DrillError, usageError } from '../errors.ts';
import { type ExitName, exitCodes, worstExit } from '../exit-codes.ts';
import type { DrillResult } from '../judge/measure/types.ts';
import { renderConsole } from '../report/console.ts';
import { type Language, pageName, parseLanguage } from '../report/language/languages.ts';
import { collectAtOnce } from './collect-often.ts';
import { judgeFolder } from './judge-folder.ts';
import { languageOption } from './options.ts';
import { mayColour, print, printStyled, tell } from './output.ts';

const folders = 'folders under reports/';
const outDescription =
  'write result.json, report.html, junit.xml and summary.md here; of several records, each into a folder of its name in it';

const aboutJudging = `
The record is evidence: it is read, and never written to. Without --out the verdict is printed and nothing is written.

Before anything else the record must be whole: every operation of each writer once, times in their order, every file
that run.json names with the hash that it keeps, a final state of every node. What does not hold makes the drill
inconclusive, with the reason. Records of ha-drill/run/1 keep no hashes, which is no damage.

Of several records each is judged, also after one that cannot be; the exit code is that of the worst (64 for what is no
record, then 1, 2 and 0).`;

/** `ha-drill judge`: judges records again, and gates on the verdict as `run` does. */
export function judgeCommand(): Command {
  return new Command('judge')
    .description('judge the record of a run again, without Docker')
    .argument('<run-folder...>', folders)
    .option('--out <folder>', outDescription)
    .option('--json', 'print the results as JSON')
    .addHelpText('after', aboutJudging)
    .action(async (paths: string[], options: { json?: boolean; out?: string }) => {
      const results: DrillResult[] = [];
      const exits = await eachRecord(paths, options.out, (result) => {
        results.push(result);
        if (!options.json) printStyled(renderConsole(result, { colour: mayColour(process.stdout) }));
      });
      if (options.json) print(JSON.stringify(results, null, 2));
      process.exitCode = exitCodes[worstExit([...exits, ...results.map((result) => result.verdict)])].code;
    });
}

/** `ha-drill report`: writes the reports of a run again; says where, and gates on nothing. */
export function reportCommand(): Command {
  return new Command('report')
    .description('write the reports of a run again from its record, without Docker: beside it, or into --out')
    .argument('<run-folder...>', folders)
    .option('--out <folder>', outDescription)
    .option(...languageOption, parseLanguage, 'en' as const)
    .action(async (paths: string[], options: { out?: string; lang: Language }) => {
      const tellPage = (_: DrillResult, out: string) =>
        print(join(out, pageName('report.html', options.lang)));
      const exits = await eachRecord(paths, options.out, tellPage, { beside: true, language: options.lang });
      process.exitCode = exitCodes[worstExit(exits)].code;
    });
}

/**
 * Judges records one after the other, and goes on after one that cannot be judged.
 *
 * @param how whether the reports go into the folder of the record where no other is given, and in which language
 * @returns how those ended that could not be judged
 */
async function eachRecord(
  paths: readonly string[],
  out: string | undefined,
  onResult: (result: DrillResult, out: string) => void,
  { beside, language }: { beside: boolean; language: Language } = { beside: false, language: 'en' },
): Promise<ExitName[]> {
  const outs = paths.map((path) => outOf(path, paths.length, out) ?? (beside ? path : null));
  const twice = outs.find((folder, index) => folder !== null && outs.indexOf(folder) < index);
  if (twice) throw usageError(`two of the records would be written into ${twice}`, 'judge them one by one');
  collectAtOnce();
  const exits: ExitName[] = [];
  for (const [index, path] of paths.entries()) {
    const into = outs[index] ?? null;
    try {
      onResult(await judgeFolder(path, into, language), into ?? '');
    } catch (error) {
      if (!(error instanceof DrillError)) throw error;
      tell(`ha-drill: ${error.message}${error.hint ? `\n${error.hint}` : ''}`);
      exits.push(error.exit);
    }
  }
  return exits;
}

function outOf(path: string, count: number, out: string | undefined): string | null {
  if (out === undefined) return null;
  return count === 1 ? out : join(out, basename(resolve(path)));
}

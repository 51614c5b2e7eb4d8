import { join } from 'node:path';
import { Command } from 'commander';
import { exitCodes, worstExit } from '../exit-codes.ts';
import { renderConsole } from '../report/console.ts';
import { judgeFolder } from './judge-folder.ts';
import { mayColour, print, printStyled } from './output.ts';

/** `ha-drill judge`: judges records again, and gates on the verdict as `run` does. */
export function judgeCommand(): Command {
  return new Command('judge')
    .description('judge the record of a run again, without Docker, and write its reports')
    .argument('<run-folder...>', 'folders under reports/')
    .option('--json', 'print the results as JSON')
    .action(async (folders: string[], options: { json?: boolean }) => {
      const results = [];
      for (const folder of folders) {
        const result = await judgeFolder(folder);
        results.push(result);
        if (!options.json) printStyled(renderConsole(result, { colour: mayColour(process.stdout) }));
      }
      if (options.json) print(JSON.stringify(results, null, 2));
      process.exitCode = exitCodes[worstExit(results.map((result) => result.verdict))].code;
    });
}

/** `ha-drill report`: writes the reports of a run again; says where, and gates on nothing. */
export function reportCommand(): Command {
  return new Command('report')
    .description('write the reports of a run again from its record, without Docker')
    .argument('<run-folder...>', 'folders under reports/')
    .action(async (folders: string[]) => {
      for (const folder of folders) {
        await judgeFolder(folder);
        print(join(folder, 'report.html'));
      }
    });
}

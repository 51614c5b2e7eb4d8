import { styleText } from 'node:util';
import { Command } from 'commander';
import { exitCodes } from '../exit-codes.ts';
import type { Finding } from '../machine/doctor/check.ts';
import { doctorChecks } from '../machine/doctor/list.ts';
import { runChecks, selectChecks } from '../machine/doctor/run.ts';
import { mayColour, print, printStyled } from './output.ts';
import { asTyped } from './own-command.ts';
import { visible } from './visible.ts';

const colours = { ok: 'green', warning: 'yellow', failed: 'red' } as const;

/** `ha-drill doctor`: looks at the machine, changes nothing. Exit code 3 when a check failed. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check this machine: Node.js, Docker, kernel, disk, memory, leftovers of earlier runs')
    .argument('[checks...]', 'only these (--list-checks names them)')
    .option('--list-checks', 'name the checks and what they look at')
    .option('--json', 'findings as JSON')
    .action(async (names: string[], options: { listChecks?: true; json?: true }) => {
      const checks = selectChecks(doctorChecks, names);
      if (options.listChecks) {
        for (const { name, description } of checks) print(`${name.padEnd(14)}${description}`);
        return;
      }
      const findings = await runChecks(checks, (finding) => {
        if (!options.json) printStyled(format(finding));
      });
      if (options.json) print(JSON.stringify(findings, null, 2));
      if (findings.some((finding) => finding.status === 'failed')) {
        process.exitCode = exitCodes.environment.code;
      }
    });
}

function format({ name, status, found, advice }: Finding): string {
  const word = status.padEnd(9);
  const mark = mayColour(process.stdout) ? styleText(colours[status], word) : word;
  return `${mark}${name.padEnd(14)}${visible(found)}${advice ? `\n${' '.repeat(23)}${asTyped(advice)}` : ''}`;
}

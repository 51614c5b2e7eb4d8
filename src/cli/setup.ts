import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import { formatMs } from '../formats/units.ts';
import { setUp } from '../machine/setup.ts';
import { frozenOption } from './options.ts';
import { tell } from './output.ts';

/** `ha-drill setup`: installs, starts and builds whatever is missing. Asks first on a terminal only. */
export function setupCommand(): Command {
  return new Command('setup')
    .description('install, start and build what is missing: Docker Engine, Compose v2, images')
    .option('--yes', 'do not ask')
    .option(...frozenOption)
    .action(async (options: { yes?: true }) => {
      const startedAtMs = performance.now();
      await setUp({ report: tell, consent: options.yes || !process.stdin.isTTY ? announce : ask });
      tell(`ready (${formatMs(performance.now() - startedAtMs)})`);
    });
}

/** CI has nobody to ask. */
async function announce(todo: readonly string[]): Promise<boolean> {
  tell(`setting up:\n${todo.map((line) => `  - ${line}`).join('\n')}`);
  return true;
}

async function ask(todo: readonly string[]): Promise<boolean> {
  await announce(todo);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question('Go ahead? [y/N] ')).trim());
  } finally {
    terminal.close();
  }
}

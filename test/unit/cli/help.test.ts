import type { Command } from 'commander';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { commandNames, examples } from '../../../src/cli/examples.ts';
import { program } from '../../../src/cli/main.ts';
import { invoke } from './invoke.ts';

/** The program with commands that are understood and do nothing. */
function idle(): Command {
  const root = program();
  for (const command of root.commands.flatMap((one) => [one, ...one.commands])) command.action(() => {});
  return root;
}

describe('the help', () => {
  test('every command has examples, and there are none of others', () => {
    const { commands } = program();
    expect(commandNames.toSorted()).toEqual(commands.map((one) => one.name()).toSorted());
    const below = commands.flatMap((one) => one.commands.map((sub) => `${one.name()} ${sub.name()}`));
    expect(Object.keys(examples).toSorted()).toEqual(
      [...commands.map((one) => one.name()), ...below.filter((name) => !/ help$/.test(name))].toSorted(),
    );
  });

  test.each(Object.values(examples).flat())('"ha-drill %s" is understood', async (words) => {
    // What stands behind `>` is the shell's.
    const [own = ''] = words.split(' > ');
    await expect(invoke(idle(), ...own.split(' '))).resolves.toEqual({ stdout: '', stderr: '' });
  });

  test('an example that is not one would be noticed', async () => {
    await expect(invoke(idle(), 'run', '--sed', '7')).rejects.toThrow();
  });

  test('ends with the examples', async () => {
    let shown = '';
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      shown += String(text);
      return true;
    });
    onTestFinished(() => write.mockRestore());
    const end = program().exitOverride().parseAsync(['clean', '--help'], { from: 'user' });
    await expect(end).rejects.toMatchObject({ code: 'commander.helpDisplayed' });
    const [, last = ''] = shown.split('Examples:');
    expect(last.trim().split('\n')).toEqual(
      (examples.clean ?? []).map(([words]) => expect.stringContaining(`clean${words.slice('clean'.length)}`)),
    );
  });
});

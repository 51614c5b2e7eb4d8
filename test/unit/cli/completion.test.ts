import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { program } from '../../../src/cli/main.ts';
import { invoke } from './invoke.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ha-drill-completion-'));
  writeFileSync(join(folder, 'my drill.yml'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

async function scriptOf(shell: string): Promise<string> {
  return (await invoke(program(), 'completion', shell)).stdout;
}

/** Whether a shell is on this machine. */
function has(shell: string): boolean {
  try {
    execFileSync(shell, ['-c', 'true']);
    return true;
  } catch {
    return false;
  }
}

/** What a real bash offers for the last of these words. */
function offered(script: string, ...words: string[]): string[] {
  const ask = `${script}
COMP_WORDS=(ha-drill "$@"); COMP_CWORD=$#; _ha_drill; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const out = execFileSync('bash', ['-c', ask, 'bash', ...words], { cwd: folder, encoding: 'utf8' });
  return out.split('\n').filter((line) => line !== '');
}

describe('in bash', () => {
  test('commands', async () => {
    const script = await scriptOf('bash');
    expect(offered(script, 'ru')).toEqual(['run']);
    expect(offered(script, '')).toEqual(expect.arrayContaining(['run', 'doctor', 'explain', '--help']));
  });

  test('flags of a command, and of one within a command', async () => {
    const script = await scriptOf('bash');
    expect(offered(script, 'run', '--re')).toEqual(['--repeat']);
    expect(offered(script, 'faults', 'try', '--wi')).toEqual(['--with']);
    expect(offered(script, 'run', '--wi')).toEqual([]);
  });

  test('names of scenarios, topologies, faults and shells', async () => {
    const script = await scriptOf('bash');
    expect(offered(script, 'run', 'kill-pr')).toContain('kill-primary');
    expect(offered(script, 'run', 'kill-primary', '--topology', 'semi')).toEqual(['semisync']);
    expect(offered(script, 'faults', 'try', 'trunc')).toEqual(['truncate']);
    expect(offered(script, 'completion', 'z')).toEqual(['zsh']);
  });

  test('registers itself for the command', async () => {
    const script = await scriptOf('bash');
    const registered = execFileSync('bash', ['-c', `${script}\ncomplete -p ha-drill`], { encoding: 'utf8' });
    expect(registered).toContain('-F _ha_drill ha-drill');
  });
});

/** What a real zsh on a terminal makes of the line when Tab is pressed. */
function tabbed(line: string): string {
  const drive = `
    zmodload zsh/zpty
    zpty inner zsh -f -i
    zpty -w inner 'PS1=; autoload -Uz compinit; compinit -u -d ${folder}/dump; bindkey "^I" complete-word'
    zpty -w inner 'show() { print -r -- "li""ne<$BUFFER>" }; zle -N show; bindkey "^T" show; source ${folder}/_ha-drill; print rea""dy'
    zpty -r inner output $'*ready*\\e??2004h*'
    zpty -w -n inner "$1"$'\\t'$'\\C-t'
    zpty -r inner output '*line<*>*'
    print -r -- "$output"
  `;
  const env = { ...process.env, TERM: 'xterm' };
  const out = execFileSync('zsh', ['-f', '-c', drive, 'zsh', line], {
    env,
    encoding: 'utf8',
    timeout: 30_000,
  });
  return out.match(/line<(.*?) ?>/)?.[1] ?? out;
}

test.skipIf(!has('zsh'))('in zsh', async () => {
  writeFileSync(join(folder, '_ha-drill'), await scriptOf('zsh'));
  expect(tabbed('ha-drill calib')).toBe('ha-drill calibrate');
  expect(tabbed('ha-drill faults try --wi')).toBe('ha-drill faults try --with');
  expect(tabbed('ha-drill run kill-primary --topology semi')).toBe(
    'ha-drill run kill-primary --topology semisync',
  );
});

test.skipIf(!has('fish'))('in fish', async () => {
  const script = join(folder, 'ha-drill.fish');
  writeFileSync(script, await scriptOf('fish'));
  const ask = (line: string): string =>
    execFileSync('fish', ['--no-config', '-c', `source ${script}; complete -C '${line}'`], {
      encoding: 'utf8',
    });
  expect(ask('ha-drill ru')).toMatch(/^run\t/m);
  expect(ask('ha-drill run --re')).toMatch(/^--repeat\t/m);
  expect(ask('ha-drill faults try trunc')).toMatch(/^truncate/m);
});

test('no other shell', async () => {
  await expect(scriptOf('tcsh')).rejects.toThrow('Allowed choices are bash, zsh, fish');
});

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { main } from '../../../src/cli/main.ts';
import { folderWith } from '../document/files.ts';
import { killPrimary, pair } from '../scenario/examples.ts';

type Ended = { readonly exit: unknown; readonly text: string };

/** Runs a whole command line in this process. */
async function ha(...words: string[]): Promise<Ended> {
  let text = '';
  for (const stream of ['stdout', 'stderr'] as const) {
    const spy = vi.spyOn(process[stream], 'write').mockImplementation((written) => {
      text += String(written);
      return true;
    });
    onTestFinished(() => spy.mockRestore());
  }
  const before = process.exitCode;
  onTestFinished(() => {
    process.exitCode = before;
  });
  process.exitCode = undefined;
  await main(['node', 'ha-drill', ...words]);
  return { exit: process.exitCode ?? 0, text };
}

const obeyed = /(?![\t\n])\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** One message that a person can read, and exit code 64. */
async function refuses(...words: string[]): Promise<string> {
  const { exit, text } = await ha(...words);
  expect({ exit, text }).toMatchObject({ exit: 64 });
  expect(text).not.toContain('this is a bug');
  expect(text).not.toMatch(obeyed);
  expect(text).not.toMatch(/^\s*::/m);
  expect(text.length).toBeLessThan(8000);
  expect(text.split('\n').length).toBeLessThanOrEqual(30);
  return text;
}

const drills = (files: Record<string, string> = {}) =>
  folderWith({ 'drill.yml': killPrimary, 'pair/compose.yml': pair, ...files });

describe('values of the command line', () => {
  const sets = [
    '',
    '=',
    'x',
    'a=',
    '__proto__=5',
    '__proto__.x=5',
    'a.__proto__.b=5',
    'constructor=5',
    'constructor.prototype.x=5',
    'parameters.constructor=5',
    'parameters.__proto__=5',
    'parameters.toString=5',
    'parameters.hasOwnProperty=5',
    'objectives.constructor=<= 1',
    'objectives.__proto__=<= 1',
    'workload={ __proto__: 1 }',
    'workload={ <<: 5 }',
    'workload=*x',
    'workload=&a [*a]',
    'method.0.with={ constructor: 1 }',
    'method.0.with.__proto__=1',
    'method.0.with.toString=1',
    'method.0.__proto__=1',
    'method.__proto__=1',
    'method.length=0',
    'POLL_MS=fast\n',
    `POLL_MS=${'9'.repeat(400)}`,
    'POLL_MS=\u001b[31m',
    'POLL_MS=\u0000',
    'workload.rate=\u202e5/s',
    `workload.rate=${'x'.repeat(100_000)}`,
    `${'x'.repeat(100_000)}=1`,
    `${'a.'.repeat(50_000)}b=1`,
    `workload=${'['.repeat(50_000)}`,
    `workload=${'{a: '.repeat(100)}1${'}'.repeat(100)}`,
    'workload.rate=٢٠٠/s',
    'wοrkload.rate=5/s',
    'topology=',
    'topology=\n::error::x',
    'method.0x0.at=1s',
    'method.1e0.at=1s',
    'method.-0.at=1s',
    `observe=${'9'.repeat(400)}s`,
    'observe=600h',
  ];
  test.each(sets)('--set %j', async (set) => {
    await refuses('plan', `${await drills()}/drill.yml`, '--set', set);
  });

  test.each([
    ['--seed', '\u001b[31m'],
    ['--seed', '9'.repeat(5000)],
    ['--seed', '-0'],
    ['--topology', ''],
    ['--topology', '__proto__'],
    ['--topology', 'semi\u202esync'],
    ['--topology', '/dev/zero'],
    ['--topology', '/proc/self'],
    ['--topology', `${'a/'.repeat(4000)}`],
    ['--\u001b[31m', ''],
    [`--${'x'.repeat(100_000)}`, ''],
  ])('plan %s %j', async (option, value) => {
    await refuses('plan', `${await drills()}/drill.yml`, option, value);
  });

  test.each(['0', '100', '1e3', '-5', '9'.repeat(400), '', '٥', '5%%'])(
    'gate --significance %j',
    async (value) => {
      await refuses('gate', 'reports', '--baseline', 'nosuch.json', '--significance', value);
    },
  );

  test.each(['5', '-5s', '600h', `${'9'.repeat(400)}s`])('gate --least-rise-time %j', async (value) => {
    await refuses('gate', 'reports', '--baseline', 'nosuch.json', '--least-rise-time', value);
  });

  test.each(['hello', '[]', 'null', '{"__proto__":{"a":1}}', '['.repeat(100_000), '\u001b[31m'])(
    'gate against a baseline that is %j',
    async (text) => {
      const folder = await folderWith({ 'baseline.json': text });
      await refuses('gate', folder, '--baseline', `${folder}/baseline.json`);
    },
  );

  test.each([
    ['faults', '__proto__'],
    ['faults', 'constructor'],
    ['schema', 'toString'],
    ['doctor', 'valueOf'],
    ['doctor', '\u001b[31m'],
    ['up', '__proto__'],
    ['up', '/dev/zero'],
    ['faults', 'try', 'hasOwnProperty'],
    ['faults', 'try', 'kill', '--with', '__proto__=1'],
    ['faults', 'try', 'kill', '--with', 'constructor=1'],
    ['faults', 'try', 'kill', '--target', 'toString'],
    ['faults', 'try', 'kill', '--topology', ''],
    ['explode\u001b[31m'],
    ['judge', '\u001b[31m'],
    ['compare', 'nosuch\u202e'],
    ['binlog', 'find', '\u001b[31m'],
  ])('%j', async (...words) => {
    await refuses(...words);
  });
});

describe('places for results are tried before anything starts', () => {
  test.each(['', '/proc/x', '/dev/null/x', 'FOLDER/drill.yml'])('--out %j', async (out) => {
    const folder = await drills({ 'suite.yml': 'name: s\nscenarios: [drill.yml]\ntopologies: [./pair]\n' });
    const place = out.replace('FOLDER', folder);
    expect(await refuses('run', `${folder}/drill.yml`, '--out', place)).toContain('--out');
    expect(await refuses('suite', `${folder}/suite.yml`, '--out', place)).toContain('--out');
  });

  test.each(['', '/proc/x.html', '/dev/full', 'FOLDER', 'FOLDER/drill.yml/x.html'])(
    '--html %j',
    async (html) => {
      const folder = await drills();
      const runs = fileURLToPath(new URL('../../../reports/examples/kill-primary', import.meta.url));
      expect(await refuses('compare', runs, '--html', html.replace('FOLDER', folder))).toContain('--html');
    },
  );
});

describe('text of a document on the terminal', () => {
  test.each([
    '"q\\e[31mX"',
    '"q\\u202EX"',
    '"q\\n::error::injected"',
    '"q\\r##[error]x"',
    '"\\e]0;title\\a"',
  ])('a question %s is shown or refused, and obeyed by nobody', async (question) => {
    const text = killPrimary.replace(/question: .*/, `question: ${question}`);
    const folder = await drills({ 'drill.yml': text });
    for (const words of [['plan'], ['plan', '--json'], ['validate']]) {
      const ended = await ha(...words, `${folder}/drill.yml`);
      expect([0, 64]).toContain(ended.exit);
      expect(ended.text).not.toMatch(obeyed);
      expect(ended.text).not.toMatch(/^\s*::|##\[/m);
    }
  });

  test('hundreds of problems, and the same in many files, are told on one screen', async () => {
    const steps = 'method:\n'.concat('  - { fault: kil, target: primry, at: soon, wth: 1 }\n'.repeat(90));
    const text = killPrimary.replace(/method:[\s\S]*?(?=objectives)/, steps);
    const folder = await drills({ 'drill.yml': text });
    expect(await refuses('validate', `${folder}/drill.yml`)).toMatch(/^and 3\d\d more$/m);
    const many = Array.from({ length: 50 }, (_, index) => `${folder}/nosuch-${index}.yml`);
    expect(await refuses('validate', ...many)).toMatch(/^and 30 more$/m);
  });
});

describe('a reader of the output', () => {
  const shell = (script: string) =>
    promisify(execFile)('bash', ['-o', 'pipefail', '-c', script, 'bash', process.execPath, cli]);
  const cli = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));

  test('may leave early', async () => {
    const { stdout, stderr } = await shell('"$1" "$2" schema | head -c 1; "$1" "$2" schema >&- 2>&-; true');
    expect({ stdout, stderr }).toEqual({ stdout: '{', stderr: '' });
  });

  test('that has no room fails the command', async () => {
    const { stdout } = await shell('"$1" "$2" schema > /dev/full; echo $?');
    expect(stdout).toBe('3\n');
  });
});

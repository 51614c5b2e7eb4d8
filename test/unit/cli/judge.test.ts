import { execFileSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { judgeCommand, reportCommand } from '../../../src/cli/judge.ts';
import { endMark } from '../../../src/history/line-file.ts';
import { smallDrill } from '../../support/small-drill.ts';
import { writeRecord } from '../../support/write-record.ts';
import { invoke } from './invoke.ts';

let scratch = '';
let sealed = '';
let folder = '';
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ha-drill-judge-'));
  sealed = join(scratch, 'sealed');
  await writeRecord(sealed, smallDrill());
});
beforeEach(async () => {
  folder = join(scratch, 'run');
  await rm(folder, { recursive: true, force: true });
  await cp(sealed, folder, { recursive: true });
});
afterEach(() => {
  process.exitCode = 0;
});

async function judge(...words: string[]) {
  const written = await invoke(judgeCommand(), ...words);
  return { ...written, code: process.exitCode };
}

const reports = ['junit.xml', 'report.html', 'result.json', 'summary.md'];

test('prints the verdict and writes nothing into the record', async () => {
  const before = await readdir(folder, { recursive: true });
  const { stdout, code } = await judge(folder);
  expect(stdout).toContain('Pass: writes were back');
  expect(code).toBe(0);
  expect(await readdir(folder, { recursive: true })).toEqual(before);
});

test('judges a record that nobody may write to, and writes its reports where it is asked to', async () => {
  const out = join(scratch, 'out', 'deep');
  await chmod(folder, 0o555);
  const { code } = await judge(folder, '--out', out);
  await chmod(folder, 0o755);
  expect(code).toBe(0);
  expect((await readdir(out)).sort()).toEqual(reports);
});

test('several records: each into a folder of its own, also after a bad one; the worst decides', async () => {
  const other = join(scratch, 'other');
  await cp(sealed, other, { recursive: true });
  await rm(join(other, 'samples.ndjson.gz'));
  const out = join(scratch, 'several');
  const { stdout, stderr, code } = await judge(
    join(scratch, 'nothing'),
    other,
    folder,
    '--out',
    out,
    '--json',
  );
  expect(JSON.parse(stdout).map(({ verdict }: { verdict: string }) => verdict)).toEqual([
    'inconclusive',
    'pass',
  ]);
  expect(stderr).toContain(`no record of a drill in ${join(scratch, 'nothing')}`);
  expect(code).toBe(64);
  expect((await readdir(out)).sort()).toEqual(['other', 'run']);
  expect((await readdir(join(out, 'run'))).sort()).toEqual(reports);
  process.exitCode = 0;
  expect((await judge(other, folder)).code).toBe(2);
});

test('two records of one name are not written over each other', async () => {
  await expect(judge(folder, join(folder, '.'), '--out', join(scratch, 'twice'))).rejects.toMatchObject({
    exit: 'usage',
  });
});

test('an --out that cannot be written is told, after the record was judged', async () => {
  const { stderr, code } = await judge(folder, '--out', join(folder, 'run.json', 'x'));
  expect(stderr).toContain('cannot be written into');
  expect(code).toBe(64);
});

test('report writes beside the record, or where it is asked to', async () => {
  const { stdout } = await invoke(reportCommand(), folder);
  expect(stdout.trim()).toBe(join(folder, 'report.html'));
  expect(await readdir(folder)).toEqual(expect.arrayContaining(reports));
  expect((await judge(folder)).code).toBe(0);
  const out = join(scratch, 'reports');
  expect((await invoke(reportCommand(), folder, '--out', out)).stdout.trim()).toBe(join(out, 'report.html'));
});

type Json = Record<string, unknown>;

const manifest = (change: (manifest: Json, scenario: Json) => unknown) => async (run: string) => {
  const path = join(run, 'run.json');
  const value = JSON.parse(await readFile(path, 'utf8'));
  change(value, value.scenario);
  await writeFile(path, JSON.stringify(value));
};
const manifestText = (change: (text: string) => string) => async (run: string) => {
  const path = join(run, 'run.json');
  await writeFile(path, change(await readFile(path, 'utf8')));
};
const line = (file: string, at: number, change: (line: string) => string) => async (run: string) => {
  const path = join(run, file);
  const lines = gunzipSync(await readFile(path))
    .toString()
    .trimEnd()
    .split('\n');
  await writeFile(path, packed(`${lines.with(at, change(lines[at] ?? '')).join('\n')}\n`));
};
const instead = (file: string, make: (path: string, run: string) => unknown) => async (run: string) => {
  await rm(join(run, file));
  await make(join(run, file), run);
};
const packed = (text: string | Buffer) => Buffer.concat([gzipSync(text, { level: 1 }), endMark]);
const fifo = (path: string) => execFileSync('mkfifo', [path]);
const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const event = (more: string) => `{"atMs":9000,"source":"harness","text":"t",${more}}`;

/** What somebody may hand us as a record: how it is told, and the exit code. */
const hostile: [string, (run: string) => Promise<unknown>, number, RegExp][] = [
  ['an unknown check', manifest((_, one) => (one.checks = ['zodiac'])), 2, /the check "zodiac" is unknown/],
  ['a check of a prototype', manifest((_, one) => (one.checks = ['constructor'])), 2, /check "constructor"/],
  ['checks that are no list', manifest((_, one) => (one.checks = 5)), 64, /checks/],
  [
    'an unknown fault',
    manifest((_, one) => (one.method = [{ fault: 'meteor', target: 'moon', at: 0, phase: 0 }])),
    2,
    /the fault "meteor" is unknown/,
  ],
  ['an unknown objective', manifest((_, one) => (one.objectives = { mttr: '<= 5s' })), 2, /measure "mttr"/],
  ['a target that is none', manifest((_, one) => (one.objectives = { failovers: 'x' })), 2, /found "x"/],
  ['no objectives', manifest((_, one) => (one.objectives = {})), 2, /names no objective/],
  [
    'objectives of a prototype',
    manifestText((text) => text.replace('"objectives": {', '"objectives": {"__proto__": "<= 5s",')),
    2,
    /changed after the record was sealed/,
  ],
  [
    'an unknown workload',
    manifest((_, one) => Object.assign(one.workload as Json, { kind: 'chess' })),
    2,
    /the workload "chess" is unknown/,
  ],
  ['an empty scenario', manifest((value) => (value.scenario = {})), 64, /scenario\.name|name/],
  ['no scenario', manifest((value) => delete value.scenario), 64, /scenario/],
  ['a scenario that is a text', manifest((value) => (value.scenario = 'x')), 64, /expected object/],
  ['a duration of 1e308', manifest((_, one) => (one.observe = 1e308)), 64, /observe/],
  ['an unknown format', manifest((value) => (value.format = 'ha-drill/run/9')), 2, /ha-drill\/run\/9/],
  ['an unknown lifecycle', manifest((value) => (value.lifecycle = 'paused')), 64, /lifecycle/],
  ['an end at 1e308', manifest((value) => (value.endedAtMs = 1e308)), 2, /does not say when/],
  ['a negative end', manifest((value) => (value.endedAtMs = -1)), 2, /does not say when/],
  [
    'a clock error of 1e308',
    manifest((value) => (value.clock = { errorMs: 1e308, how: '' })),
    2,
    /clocks differ/,
  ],
  ['a manifest that is deep', manifestText(() => deep(200_000)), 64, /no record|run\.json/],
  [
    'a part of it that is deep',
    manifestText((text) => text.replace('"parameters": {}', `"parameters": {}, "x": ${deep(200_000)}`)),
    2,
    /not whole|hash/,
  ],
  ['a manifest that is no JSON', manifestText(() => '{'), 64, /run\.json: expected JSON/],
  ['a manifest that is null', manifestText(() => 'null'), 64, /expected object/],
  ['a manifest that is a folder', instead('run.json', (path) => mkdir(path)), 64, /not a file but a folder/],
  ['a manifest that is a pipe', instead('run.json', fifo), 64, /not a file but a named pipe/],
  [
    'a manifest that is a device',
    instead('run.json', (path) => symlink('/dev/zero', path)),
    64,
    /not a file/,
  ],
  ['a manifest that links to itself', instead('run.json', (path) => symlink('run.json', path)), 64, /ELOOP/],
  ...['history.ndjson.gz', 'events.ndjson.gz', 'samples.ndjson.gz', 'final/db2.ndjson.gz'].flatMap(
    (file): typeof hostile => [
      [`${file} that is a folder`, instead(file, (path) => mkdir(path)), 2, /is not a file but a folder/],
      [`${file} that is a pipe`, instead(file, fifo), 2, /is not a file but a named pipe/],
      [`${file} that is a device`, instead(file, (path) => symlink('/dev/zero', path)), 2, /is not a file/],
      [`${file} that leads nowhere`, instead(file, (path) => symlink('nowhere', path)), 2, /is missing/],
      [`${file} that is no gzip`, instead(file, (path) => writeFile(path, 'text')), 2, /is damaged/],
      [`${file} that is empty`, instead(file, (path) => writeFile(path, '')), 2, /cut short/],
      [`${file} of nothing`, instead(file, (path) => writeFile(path, packed(''))), 2, /bytes, and had/],
      [`${file} with deep JSON`, line(file, 0, () => deep(200_000)), 2, new RegExp(`${file}:1`)],
      [`${file} with other bytes`, line(file, 1, () => '\u001b[31m\u202e\u0000'), 2, new RegExp(`${file}:2`)],
    ],
  ),
  [
    'a line without an end',
    instead('events.ndjson.gz', (path) => writeFile(path, packed(Buffer.alloc(70 * 2 ** 20, 'a')))),
    2,
    /a line of more than 64 MiB/,
  ],
  [
    'a folder of finals that is a file',
    instead('final/db1.ndjson.gz', (path) => symlink('/', path)),
    2,
    /folder/,
  ],
  ['an unknown event', line('events.ndjson.gz', 3, () => event('"type":"eclipse"')), 2, /found "eclipse"/],
  ['an unknown source', line('events.ndjson.gz', 3, () => '{"atMs":1,"source":"moon"}'), 2, /found "moon"/],
  [
    'data of a prototype',
    line('events.ndjson.gz', 3, () => event('"type":"routed","data":{"__proto__":{"x":1},"constructor":1}')),
    2,
    /changed: its hash|bytes, and had/,
  ],
  [
    'an effect at 1e308',
    line('events.ndjson.gz', 9, (text) => text.replace(/"effectAtMs":\d+/, '"effectAtMs":1e308')),
    2,
    /effect began at 1e\+308/,
  ],
  ...[
    ['1e308', 'Too big'],
    ['-1e308', 'Too small'],
    ['1e999', 'Invalid input'],
    ['NaN', 'expected JSON'],
    ['-5', 'within the drill'],
    ['999999999', 'within the drill'],
  ].flatMap(([time = '', problem = '']): typeof hostile => [
    [`an operation at ${time}`, line('history.ndjson.gz', 9, withTime(time)), 2, new RegExp(problem)],
    [
      `an event at ${time}`,
      line('events.ndjson.gz', 4, (text) => text.replace(/"atMs":[^,]+/, `"atMs":${time}`)),
      2,
      new RegExp(problem),
    ],
  ]),
  [
    'an unknown stream',
    line('history.ndjson.gz', 5, (text) => text.replace(/service|application/, 'batch')),
    2,
    /found "batch"/,
  ],
  [
    'an unknown format of the operations',
    line('history.ndjson.gz', 0, (text) => text.replace('history/2', 'history/7')),
    2,
    /the format ha-drill\/history\/7 is unknown/,
  ],
  ['a far sequence', line('history.ndjson.gz', 5, withSequence('4294967295')), 2, /operations are missing/],
];

function withTime(time: string): (text: string) => string {
  return (text) => {
    const parts = text.split(',');
    return [...parts.slice(0, 4), time, time, time, ...parts.slice(7)].join(',');
  };
}

function withSequence(sequence: string): (text: string) => string {
  return (text) => text.split(',').with(2, sequence).join(',');
}

test.each(hostile)(
  '%s: judged as far as possible, and never a bug',
  async (_, change, expected, problem) => {
    await change(folder);
    const out = join(scratch, 'hostile');
    const { stdout, stderr, code } = await judge(folder, '--json', '--out', out);
    expect(code).toBe(expected);
    expect((stdout + stderr).replaceAll('\\"', '"')).toMatch(problem);
    expect(stdout + stderr).not.toMatch(/\n\s+at |this is a bug/);
    expect(stderr.length).toBeLessThan(2000);
    const shown = await judge(folder);
    expect(shown.code).toBe(expected);
    expect(shown.stdout.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
  },
  20_000,
);

test('report --lang zh writes the page in Chinese beside the English one, and nothing else', async () => {
  const [english, both] = [join(scratch, 'english'), join(scratch, 'both')];
  await invoke(reportCommand(), folder, '--out', english);
  const { stdout } = await invoke(reportCommand(), folder, '--out', both, '--lang', 'zh');
  expect(stdout).toBe(`${join(both, 'report.zh.html')}\n`);
  expect((await readdir(both)).sort()).toEqual([...reports, 'report.zh.html'].sort());
  for (const file of reports)
    expect(await readFile(join(both, file), 'utf8')).toBe(await readFile(join(english, file), 'utf8'));
  const page = await readFile(join(both, 'report.zh.html'), 'utf8');
  expect(page).toContain('<html lang="zh-CN">');
  expect(page).toMatch(/<h1>通过：/);
  await expect(invoke(reportCommand(), folder, '--lang', 'fr')).rejects.toMatchObject({
    exit: 'usage',
    message: '--lang fr: expected one of: en, zh',
  });
});

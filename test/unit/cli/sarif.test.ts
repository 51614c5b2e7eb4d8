import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { afterEach, expect, test } from 'vitest';
import { renderSarif } from '../../../src/cli/sarif.ts';
import { validateCommand } from '../../../src/cli/validate.ts';
import { folderWith, refusal } from '../document/files.ts';
import { killPrimary, pair } from '../scenario/examples.ts';
import { invoke } from './invoke.ts';

const schema = JSON.parse(
  readFileSync(
    fileURLToPath(import.meta.resolve('@microsoft/jest-sarif')).replace(
      /jest-sarif\/.*$/,
      'jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
    ),
    'utf8',
  ),
);
// It is of an older draft of JSON Schema, in which `$id` was `id`; formats such as uri are not what this is about.
const { id: _id, $schema: _schema, ...shape } = schema;
const isSarif = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(shape);

afterEach(() => {
  process.exitCode = undefined;
});

const resultsOf = (text: string) => {
  const log: unknown = JSON.parse(text);
  isSarif(log);
  expect(isSarif.errors ?? []).toEqual([]);
  return (log as { runs: [{ results: Record<string, unknown>[] }] }).runs[0].results;
};

test('problems and warnings stand at their places', async () => {
  const folder = await folderWith({
    'bad.yml': killPrimary.replace('fault: kill', 'fault: kil'),
    'doubtful.yml': killPrimary.replace('<= 5s', '<= 50s'),
    'pair/compose.yml': pair,
  });
  const files = ['bad.yml', 'doubtful.yml', 'missing.yml'].map((file) => `${folder}/${file}`);
  const { stdout } = await invoke(validateCommand(), ...files, '--sarif');
  expect(process.exitCode).toBe(64);
  const place = (file: string) => ({ artifactLocation: { uri: encodeURI(`file://${folder}/${file}`) } });
  expect(resultsOf(stdout)).toMatchObject([
    {
      ruleId: 'invalid',
      level: 'error',
      message: {
        text: expect.stringMatching(/^method\.0\.fault: expected .*, found "kil"; did you mean kill\?$/),
      },
      locations: [{ physicalLocation: { ...place('bad.yml'), region: { startLine: 7, startColumn: 12 } } }],
    },
    {
      ruleId: 'doubtful',
      level: 'warning',
      locations: [
        { physicalLocation: { ...place('doubtful.yml'), region: { startLine: 10, startColumn: 16 } } },
      ],
    },
    {
      ruleId: 'invalid',
      message: { text: expect.stringContaining('no such file') },
      locations: [{ physicalLocation: place('missing.yml') }],
    },
  ]);
});

test('a file of the repository is named from its root', () => {
  const path = relative(process.cwd(), 'scenarios/a b.yml');
  expect(
    resultsOf(renderSarif([{ level: 'error', text: `${path}:1:2: x`, file: path }]))[0]?.locations,
  ).toEqual([
    {
      physicalLocation: {
        artifactLocation: { uri: 'scenarios/a%20b.yml', uriBaseId: '%SRCROOT%' },
        region: { startLine: 1, startColumn: 2 },
      },
    },
  ]);
});

test('all in order is a log without results', async () => {
  const folder = await folderWith({ 'drill.yml': killPrimary, 'pair/compose.yml': pair });
  const { stdout } = await invoke(validateCommand(), `${folder}/drill.yml`, '--sarif');
  expect(resultsOf(stdout)).toEqual([]);
  expect(process.exitCode).toBeUndefined();
});

test('a log that is none would be noticed; it is either JSON or SARIF', async () => {
  expect(isSarif({ version: '2.1.0', runs: [{ results: [] }] })).toBe(false);
  const attempt = invoke(validateCommand(), 'a.yml', '--json', '--sarif');
  expect(await refusal('.', attempt)).toContain('--json and --sarif: expected one of them, found both');
});

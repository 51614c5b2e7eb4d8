import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { initCommand } from '../../../src/cli/init.ts';
import { folderWith, refusal } from '../document/files.ts';
import { invoke } from './invoke.ts';

test('a file that is there already is not touched', async () => {
  const folder = await folderWith({ 'docker-compose.yml': 'services: {}\n', 'ha-drill.yml': 'mine: yes\n' });
  const attempt = invoke(initCommand(), `${folder}/docker-compose.yml`);
  expect(await refusal(folder, attempt)).toMatchInlineSnapshot(`
    "ha-drill.yml is there already, and was not touched.
    hint: Write another file with --out FILE, or overwrite it with --force."
  `);
  expect(await readFile(`${folder}/ha-drill.yml`, 'utf8')).toBe('mine: yes\n');
});

test('the compose file itself is never overwritten', async () => {
  const folder = await folderWith({ 'compose.yml': 'services: {}\n' });
  const file = `${folder}/compose.yml`;
  expect(await refusal(folder, invoke(initCommand(), file, '--out', file, '--force'))).toMatchInlineSnapshot(
    `"compose.yml: expected another file than the compose file"`,
  );
});

test.each([['docker-compose.yml'], ['--env-file', 'prod.env', 'there.yml']])(
  'a file that is not there: %s',
  async (...words) => {
    const folder = await folderWith({ 'there.yml': 'services: {}\n' });
    const attempt = invoke(
      initCommand(),
      ...words.map((word) => (word.includes('.') ? `${folder}/${word}` : word)),
    );
    expect(await refusal(folder, attempt)).toMatch(/(docker-compose\.yml|prod\.env): no such file/);
  },
);

test('no file at all', async () => {
  await expect(invoke(initCommand(), '--out', 'x.yml')).rejects.toThrow('expected a compose file beside');
});

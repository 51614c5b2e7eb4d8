import { expect, test } from 'vitest';
import { completionCommand } from '../../../src/cli/completion.ts';
import { program } from '../../../src/cli/main.ts';
import { planCommand } from '../../../src/cli/plan.ts';
import { settable } from '../../../src/cli/settings.ts';
import { folderWith, refusal } from '../document/files.ts';
import { invoke, type Written } from './invoke.ts';

const compose = `services:
  db: { image: mysql:9.7, environment: { MYSQL_ROOT_PASSWORD: x } }
  spare: { image: mysql:9.7, profiles: [more] }
`;
const stack = `compose: docker-compose.yml
profiles: [more]
envFiles: [shop.env]
scale: { db: 2 }
replication: async
nodes: [db-1, db-2]
endpoints: { write: { service: db-1, port: 3306 } }
`;

/** `plan` of a stack with these options, FOLDER in them replaced. */
async function planning(...words: string[]): Promise<{ folder: string; attempt: Promise<Written> }> {
  const files = { 'ha-drill.yml': stack, 'docker-compose.yml': compose, 'shop.env': '' };
  const folder = await folderWith({ ...files, 'more.yml': 'services: {}\n' });
  const typed = words.map((word) => word.replace('FOLDER', folder));
  return {
    folder,
    attempt: invoke(planCommand(), 'kill-primary', '--topology', `${folder}/ha-drill.yml`, ...typed),
  };
}

test.each([
  ['--scale db=3', 'says `scale`: db: 2, and'],
  ['--scale spare=1', 'says `scale`: db: 2, and'],
  ['--profile other', 'says `profiles`: more, and'],
  ['--env-file FOLDER/other.env', 'says `envFiles`: shop.env, and'],
  ['-f FOLDER/docker-compose.yml -f FOLDER/more.yml', 'says `compose`: docker-compose.yml, and'],
])('%s contradicts the file: that is told, with how it is written', async (words, said) => {
  const { folder, attempt } = await planning(...words.split(' '));
  const text = await refusal(folder, attempt);
  expect(text).toContain(said);
  expect(text).toMatch(
    /^hint: Write it there, or let `ha-drill init docker-compose\.yml --\S+ \S+ --force` write/m,
  );
});

test('what the file says may be typed, too', async () => {
  const same = ['--scale', 'db=2', '--profile', 'more', '--env-file', 'FOLDER/shop.env'];
  const { attempt } = await planning(...same, '--file', 'FOLDER/docker-compose.yml');
  expect((await attempt).stdout).toContain('kill-primary');
});

test('a topology of this project has no such options', async () => {
  const attempt = invoke(planCommand(), 'kill-primary', '--profile', 'backup');
  await expect(attempt).rejects.toThrow(
    '--profile backup: expected it with a stack of your own, and semisync is none',
  );
});

test('they are no flags of the commands that follow a file: neither of settings nor of a shell', async () => {
  const plan = planCommand();
  expect(plan.options.map(({ long }) => long)).toContain('--scale');
  expect(plan.helpInformation()).not.toContain('--scale');
  expect(settable(plan).map(({ long }) => long)).not.toContain('--scale');
  const { stdout } = await invoke(completionCommand(program()), 'bash');
  const line = (name: string) => stdout.split('\n').find((one) => one.includes(`'${name}')`));
  expect(line('plan')).not.toContain('--scale');
  expect(line('init')).toContain('--scale');
});

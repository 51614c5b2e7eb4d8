import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const launcher = 'bin/ha-drill.cjs';

/** The command in a folder of its own, with a Node.js that it needs. */
async function launcherThatNeeds(least: string, main: string): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'ha-drill-launcher-'));
  await mkdir(join(root, 'dist/cli'), { recursive: true });
  await cp(launcher, join(root, launcher));
  await writeFile(
    join(root, 'package.json'),
    JSON.stringify({ type: 'module', engines: { node: `>=${least}` } }),
  );
  await writeFile(join(root, 'dist/cli/collect-often.js'), 'export function collectOften() {}\n');
  await writeFile(join(root, 'dist/cli/main.js'), main);
  return join(root, launcher);
}

const tells = 'export const start = () => console.log("started");';

test('an older Node.js is told in one sentence, and nothing else is loaded', async () => {
  const file = await launcherThatNeeds('99.1', 'throw new Error("loaded");');
  const ended = await promisify(execFile)(process.execPath, [file]).catch((error: unknown) => error);
  expect(ended).toMatchObject({ code: 3, stdout: '' });
  expect((ended as { stderr: string }).stderr).toBe(
    `ha-drill needs Node.js 99.1 or newer, and this is ${process.versions.node} (${process.execPath}): install a newer one, as from https://nodejs.org.\n`,
  );
});

test.each([process.versions.node, '8.20', `${process.versions.node.split('.')[0]}.0`])(
  'with %s as the least it starts',
  async (least) => {
    const { stdout } = await promisify(execFile)(process.execPath, [await launcherThatNeeds(least, tells)]);
    expect(stdout).toBe('started\n');
  },
);

test('one minimum: what the readme and the workflows say is what the package says', async () => {
  const least = JSON.parse(await readFile('package.json', 'utf8')).engines.node.replace('>=', '');
  expect(await readFile('README.md', 'utf8')).toContain(`Node.js ${least}`);
});

test('no dependency needs an install script that its own lock entry does not replace', async () => {
  const { packages } = JSON.parse(await readFile('package-lock.json', 'utf8')) as {
    packages: Record<string, { hasInstallScript?: boolean; integrity?: string; link?: boolean }>;
  };
  const withScripts = Object.entries(packages).flatMap(([path, { hasInstallScript }]) =>
    hasInstallScript ? [path.replace(/^.*node_modules\//, '')] : [],
  );
  // Each works without its script: native parts that are optional, or packages of the platform with what it would fetch.
  expect(withScripts.toSorted()).toEqual(['@swc/core', 'cpu-features', 'esbuild', 'protobufjs', 'ssh2']);
  const unchecked = Object.entries(packages).filter(
    ([path, { integrity, link }]) => /(^|\/)node_modules\//.test(path) && !integrity && !link,
  );
  expect(unchecked.map(([path]) => path)).toEqual([]);
});

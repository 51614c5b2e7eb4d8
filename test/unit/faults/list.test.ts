import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { agentFor } from '../../../src/faults/agents.ts';
import { faultNames, faults } from '../../../src/faults/list.ts';
import { packageRoot } from '../../../src/package-root.ts';
import { sourceFiles } from '../../support/source-tree.ts';

const room = new URL('src/faults/', packageRoot);

test('the list has every folder of a fault, under the name that the fault bears', () => {
  const folders = readdirSync(room, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const named = folders.map(({ name }) => name).filter((name) => name !== 'shared');
  expect(faultNames.toSorted()).toEqual(named.toSorted());
  expect(faultNames.map((name) => faults[name].name)).toEqual(faultNames);
});

test('a fault says so when it has shell functions of its own', () => {
  const scripts = readdirSync(room, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('/sidecar.sh'),
  );
  const said = faultNames.flatMap((name) => faults[name].agent?.commands ?? []);
  const own = said.map((url) => fileURLToPath(url)).filter((path) => path.endsWith('/sidecar.sh'));
  expect(own.toSorted()).toEqual(scripts.map((path) => fileURLToPath(new URL(path, room))).toSorted());
});

test('no two of the shell functions have one name, and bash can read them', async () => {
  const { commands } = await agentFor(Object.values(faults));
  const functions = [...commands.matchAll(/^(\w+)\(\)/gm)].map(([, name]) => name);
  expect(functions.toSorted()).toEqual([...new Set(functions)].toSorted());
  await promisify(execFile)('bash', ['-n', '-c', commands]);
});

test('no fault leans on the list: each would wait for the other to be loaded', () => {
  const parts = sourceFiles('src/faults').filter(({ path }) => path.split('/').length > 3);
  const leaning = parts.filter(({ imports }) => imports.some(({ from }) => from === 'src/faults/list.ts'));
  expect(leaning.map(({ path }) => path)).toEqual([]);
  expect(parts.length).toBeGreaterThan(faultNames.length);
});

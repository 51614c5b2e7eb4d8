import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { leftoversOf, run, runIn } from './cli.ts';

const scenario = 'scenarios/kill-primary.yml';
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ha-drill-e2e-'));
});

async function written(name: string, change: (text: string) => string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, change(await readFile(scenario, 'utf8')));
  return path;
}

describe('what ha-drill refuses, and how', () => {
  test('a wrong scenario: exit 64, every problem with its place, no stack', async () => {
    const path = await written('wrong.yml', (text) =>
      text
        .replace('fault: kill', 'fault: kil')
        .replace('rate: 200/s', 'rate: 200')
        .replace('question:', 'queston:'),
    );
    const { code, stdout, stderr } = await run(['run', path]);
    expect(code).toBe(64);
    expect(stdout).toBe('');
    for (const found of ['wrong.yml:3:1', 'question', '200/s', 'did you mean', 'kill'])
      expect(stderr).toContain(found);
    expect(stderr).not.toContain('    at ');
  });

  test('a wrong option: exit 64', async () => {
    expect((await run(['run', scenario, '--sed', '7'])).code).toBe(64);
    expect((await run(['run', scenario, '--seed', 'x'])).code).toBe(64);
    expect((await run(['rum'])).code).toBe(64);
  });

  test('no Docker: exit 3, and what to do', async () => {
    const { code, stderr } = await run(['run', scenario], { DOCKER_HOST: 'unix:///nowhere.sock' });
    expect(code).toBe(3);
    expect(stderr).toContain('Start that engine');
    expect(stderr).not.toContain('    at ');
  });

  test('a cluster that never gets healthy: exit 3, the unmet conditions by node, and logs; nothing is left', async () => {
    const never = ['--set', 'PRIORITIES=db1=never db2=never db3=never', '--set', 'provision.deadline=20s'];
    const out = await mkdtemp(join(tmpdir(), 'ha-drill-e2e-'));
    const { code, stderr } = await run(['run', scenario, '--out', out, ...never]);
    expect(code).toBe(3);
    expect(stderr).toContain('0 writable nodes, expected 1');
    expect(stderr).toContain('last lines of manager');
    expect(await leftoversOf(await runIn(out))).toEqual([]);
  });

  test('a fault that does not take: inconclusive, exit 2, never pass', async () => {
    const path = await written('nobody.yml', (text) =>
      text.replace('fault: kill', 'fault: revoke-privileges').replace('what: process', 'user: nobody'),
    );
    const { code, stdout } = await run(['run', path, '--json', '--out', folder]);
    const [result] = JSON.parse(stdout);
    expect(result.verdict).toBe('inconclusive');
    expect(result.reasons.join()).toMatch(/no such grant defined for user 'nobody'/);
    expect(code).toBe(2);
  });
});

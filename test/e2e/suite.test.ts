import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { comparisonSchema } from '../../src/compare/schema.ts';
import { waitFor } from '../../src/wait.ts';
import { patienceMs } from '../support/patience.ts';
import { leftoversOf, run, start } from './cli.ts';

const suite = `name: tiny
scenarios: [${join(process.cwd(), 'scenarios/kill-primary.yml')}]
topologies: [semisync]
set: { baseline.duration: 2s, baseline.maxErrors: 1, baseline.maxLatency: 60s, recovery.startAfter: 1s }
repeat: 1
`;

test('a suite that was killed leaves nothing, goes on when it is started again, and ends with the comparison', async () => {
  const out = await mkdtemp(join(tmpdir(), 'ha-drill-e2e-'));
  const file = join(out, 'tiny.yml');
  await writeFile(file, suite);
  const words = ['suite', file, '--out', out];
  const runs = join(out, 'tiny', 'runs');

  const killed = start(words);
  await waitFor({ what: 'the fault in the log of the drill', deadlineMs: patienceMs }, async () => {
    const logs = join(out, 'tiny', 'logs');
    const [name = ''] = await readdir(logs).catch(() => []);
    const log = await readFile(join(logs, name), 'utf8').catch(() => '');
    return log.includes('mysqld is gone') ? { done: true, value: undefined } : { done: false, state: log };
  });
  killed.process.kill('SIGKILL');
  await killed.ended;
  const [first = ''] = await readdir(runs);
  await waitFor({ what: 'the orphaned drill to end', deadlineMs: patienceMs }, async () => {
    const { lifecycle } = JSON.parse(await readFile(join(runs, first, 'run.json'), 'utf8'));
    return lifecycle === 'interrupted' ? { done: true, value: undefined } : { done: false, state: lifecycle };
  });
  expect(await leftoversOf(first)).toEqual([]);

  const second = await run(words);
  expect(second.stderr).toContain('nothing is left');
  expect(await readdir(runs)).toHaveLength(2);
  const comparison = JSON.parse(await readFile(join(out, 'tiny', 'comparison.json'), 'utf8'));
  const [group] = comparisonSchema.parse(comparison).groups;
  expect(group?.runs.map(({ lifecycle }) => lifecycle).toSorted()).toEqual(['completed', 'interrupted']);
  expect(group?.summaries['rto-service']?.of).toBe(1);

  const third = await run(words);
  expect(third.stderr).not.toContain('[1/1]');
  expect(third.stdout).toContain('tiny: 1 of 1 drills done');
  expect(third.code).toBe(second.code);
  expect(await readdir(runs)).toHaveLength(2);
});

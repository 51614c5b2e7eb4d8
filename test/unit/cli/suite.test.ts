import { expect, onTestFinished, test, vi } from 'vitest';
import { suiteCommand } from '../../../src/cli/suite.ts';
import { renderStatus } from '../../../src/cli/suite-text.ts';
import { refusal } from '../document/files.ts';
import { suiteFolderWith, twoByTwo } from '../suite/plant-suite.ts';
import { invoke } from './invoke.ts';

test('--plan shows the matrix, and why a part of it is not available', async () => {
  const folder = await suiteFolderWith(twoByTwo);
  const { stdout } = await invoke(suiteCommand(), `${folder}/suite.yml`, '--plan', '--out', folder);
  expect(stdout.replaceAll(`${folder}/`, '')).toMatchInlineSnapshot(`
    "scenario      topology  done
    kill-primary  pair      0 of 2
    kill-primary  alone     0 of 2
    kill-replica  pair      0 of 2
    kill-replica  alone     not available

    not available: kill-replica on alone: scenarios/kill-replica.yml:8:13: method.0.target: expected a target that topology alone has (primary, nodes), found "replica"

    two-by-two: 0 of 6 drills done
    6 to be done, about 5 min 6 s
    "
  `);
});

test('--plan asks no engine, whatever its faults need, and tells how long it will take', async () => {
  const folder = await suiteFolderWith(twoByTwo);
  vi.stubEnv('DOCKER_HOST', 'tcp://127.0.0.1:1');
  onTestFinished(() => void vi.unstubAllEnvs());
  const { stdout } = await invoke(suiteCommand(), 'suites/topologies.yml', '--plan', '--out', folder);
  expect(stdout).toMatch(/^\d+ to be done, about \d+ min/m);
});

test('a suite that is not in order is refused before anything is touched', async () => {
  const folder = await suiteFolderWith(twoByTwo.replace('./pair', './par'));
  expect(await refusal(folder, invoke(suiteCommand(), `${folder}/suite.yml`, '--plan'))).toContain(
    'topologies.0: no such file, and no folder with a compose file: "./par"',
  );
});

test('settings have a column where there are some; what did not complete is told', () => {
  const about = { scenario: 'kill-primary', topology: 'pair', planned: 3, notAvailable: null };
  const text = renderStatus({
    format: 'ha-drill/suite/1',
    name: 'swept',
    description: '',
    combinations: [
      { ...about, sets: ['POLL_MS=50'], done: 3, failures: [] },
      { ...about, sets: ['POLL_MS=100'], done: 1, failures: ['no engine (exit code 3; logs/a.log)'] },
    ],
  });
  expect(text).toMatchInlineSnapshot(`
    "scenario      topology  settings     done
    kill-primary  pair      POLL_MS=50   3 of 3
    kill-primary  pair      POLL_MS=100  1 of 3

    did not complete: kill-primary on pair POLL_MS=100: no engine (exit code 3; logs/a.log)

    swept: 4 of 6 drills done"
  `);
});

import { expect, test } from 'vitest';
import { rerunCommand } from '../../../src/report/rerun.ts';

test.each([
  ['run a.yml', 'run a.yml --seed 7'],
  ['run a.yml --seed 3', 'run a.yml --seed 7'],
  ['run --seed=3 a.yml', 'run a.yml --seed 7'],
  ['run --repeat 3 a.yml --seed 7 --set POLL_MS=50', 'run a.yml --set POLL_MS=50 --seed 7'],
  ['run a.yml --repeat=3', 'run a.yml --seed 7'],
])('the drill of `%s` with seed 7 is run again by `%s`', (given, again) => {
  expect(rerunCommand({ command: given.split(' '), seed: 7 })).toBe(again);
});

import { describe, expect, test } from 'vitest';
import { planCommand } from '../../../src/cli/plan.ts';
import { faults } from '../../../src/faults/list.ts';
import { folderWith, refusal } from '../document/files.ts';
import { killPrimary, pair } from '../scenario/examples.ts';
import { invoke } from './invoke.ts';

const folderWithDrill = () => folderWith({ 'drill.yml': killPrimary, 'pair/compose.yml': pair });

async function planned(...options: string[]): Promise<string> {
  const folder = await folderWithDrill();
  const checks = '--set=checks=[nodes-equal-primary]';
  const { stdout } = await invoke(planCommand(), `${folder}/drill.yml`, checks, ...options);
  return stdout.replaceAll(`${folder}/`, '').replaceAll(faults.kill.description, '<what kill does>');
}

describe('plan', () => {
  test('shows what would happen, and when at the earliest and the latest', async () => {
    expect(await planned()).toMatchInlineSnapshot(`
      "kill-primary: How long can nobody write?

      scenario    drill.yml
      topology    pair: a pair
      services    db1    node   mysql:\${TAG:-9}
                  db2    node   mysql:\${TAG:-9}
                  proxy  proxy  haproxy
      parameters  POLL_MS  100
      workload    ledger: 200 writes a second over 8 connections
                  and a probe every 10 ms with a deadline of 250 ms
      faults      0: kill primary (what process). <what kill does>
      objectives  rto-service  <= 5s  drill.yml:10
      checks      nodes-equal-primary
      takes       11.00 s to 1 min 43 s, and before it at most 2 min 0 s to bring the cluster up

                0                                                 1 min 43 s  from the start of the load
      baseline  ###                                                           the load runs and must be steady
      0: kill      ~~                                                         primary, between 6.00 s and 8.00 s
      observe      ....................                                       until writes are stable again
      recovery     ####.....................................................  until every node is a healthy member again
      # sure   . at most, until the phase's deadline   ! fault   ~ fault, at a random instant in here
      "
    `);
  });

  test('with a seed tells the instant of each fault', async () => {
    const text = await planned('--seed', '7');
    expect(text.split('\n').filter((line) => line.includes('0: kill'))).toMatchInlineSnapshot(`
      [
        "faults      0: kill primary (what process). <what kill does>",
        "0: kill      !                                                          primary, at 6.02 s",
      ]
    `);
    expect(await planned('--seed', '7')).toBe(text);
  });

  test('knows the same options as run', async () => {
    const text = await planned('--set', 'POLL_MS=50', '--set', 'baseline.duration=20s');
    expect(text.split('\n').filter((line) => /POLL_MS|^baseline/.test(line))).toMatchInlineSnapshot(`
      [
        "parameters  POLL_MS  50  (changed)",
        "baseline  ###########                                                   the load runs and must be steady",
      ]
    `);
  });

  test('as JSON is what the text says', async () => {
    const [plan] = JSON.parse(await planned('--json', '--seed', '7'));
    expect(plan.faults).toEqual([
      expect.objectContaining({
        step: 0,
        fault: 'kill',
        target: 'primary',
        earliestMs: 6000,
        latestMs: 8000,
      }),
    ]);
    expect(plan.faults[0].atMs).toBeGreaterThanOrEqual(6000);
    expect(plan.faults[0].atMs).toBeLessThan(8000);
    expect(plan.leastMs).toBe(5000 + 1000 + 5000);
    expect(plan.mostMs).toBe(5000 + 3000 + 30_000 + 5000 + 60_000);
  });

  test('keeps hints off stdout', async () => {
    const folder = await folderWithDrill();
    const { stderr } = await invoke(planCommand(), `${folder}/drill.yml`);
    expect(stderr).toMatchInlineSnapshot(`
      "Nothing was touched. The same options after \`npx ha-drill run\` do it.
      "
    `);
  });

  test.each(['x', '-1', '1.5', '2147483648', ''])('refuses the seed "%s"', async (seed) => {
    const folder = await folderWithDrill();
    const refused = refusal(folder, invoke(planCommand(), `${folder}/drill.yml`, `--seed=${seed}`));
    expect(await refused).toBe(`--seed ${seed}: expected a whole number from 0 to 2147483647`);
  });
});

test('a step that waits for an event, one that lasts, one that is repeated', async () => {
  const steps = [
    '{fault: kill, target: primary, for: 3s, repeat: {times: 4, every: 10s}}',
    '{on: promoted, at: 200ms, fault: kill, target: replica}',
  ];
  const shown = await planned(`--set=method=[${steps.join(', ')}]`);
  const lines = shown.split('\n').filter((line) => /^(takes|[01]: kill)/.test(line));
  expect(lines).toMatchInlineSnapshot(`
    [
      "takes       43.00 s to 2 min 13 s, and before it at most 2 min 0 s to bring the cluster up",
      "0: kill     !                                                           primary, at 5.00 s, for 3.00 s, 4 times, every 10.00 s",
      "1: kill     ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~  replica, 200 ms after promoted",
    ]
  `);
});

test('checks that mean nothing on the topology are told, with what they need', async () => {
  const asynchronous = pair.replace('replication: semisync', 'replication: async');
  const folder = await folderWith({ 'drill.yml': killPrimary, 'pair/compose.yml': asynchronous });
  const { stdout } = await invoke(planCommand(), `${folder}/drill.yml`);
  expect(stdout.split('\n').filter((line) => line.startsWith('not checked'))).toEqual([
    'not checked semisync-never-degraded: it needs that a write is answered only after a replica has it',
  ]);
});

test('what is doubtful is told with its place, as text and as JSON', async () => {
  const folder = await folderWith({ 'drill.yml': killPrimary, 'pair/compose.yml': pair });
  const options = [`${folder}/drill.yml`, '--set', 'observe=2s'];
  const { stdout } = await invoke(planCommand(), ...options);
  expect(stdout).toMatch(/^warnings +--set observe=2s: observe: writes count as stable after 3\.00 s/m);
  const [plan] = JSON.parse((await invoke(planCommand(), ...options, '--json')).stdout);
  expect(plan.warnings).toHaveLength(2);
});

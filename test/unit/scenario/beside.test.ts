import { expect, test } from 'vitest';
import { loadScenario } from '../../../src/scenario/load.ts';
import { folderWith, refusal } from '../document/files.ts';
import { killPrimary, pair } from './examples.ts';

const folderOf = (more: string) =>
  folderWith({ 'drill.yml': `${killPrimary}${more}`, 'pair/compose.yml': pair });

async function refused(more: string): Promise<string> {
  const folder = await folderOf(more);
  const [first = ''] = (await refusal(folder, loadScenario(`${folder}/drill.yml`))).split('\n');
  return first;
}

test('a workload beside the ledger brings its checks, and a rate and connections of its own', async () => {
  const folder = await folderOf(
    'workload: { beside: [{ kind: bank, rate: 20/s, with: { accounts: 3 } }] }\n',
  );
  const { scenario } = await loadScenario(`${folder}/drill.yml`);
  expect(scenario.workload.beside).toEqual([
    { kind: 'bank', rate: 20, connections: 8, deadline: 5000, with: { accounts: 3 } },
  ]);
  expect(scenario.checks).toContain('bank-totals');
  expect(scenario.checks).not.toContain('append-isolation');
});

test('without any the scenario is as it was before there were such', async () => {
  const folder = await folderOf('');
  const { scenario } = await loadScenario(`${folder}/drill.yml`);
  expect(scenario.workload).not.toHaveProperty('beside');
  expect(scenario.checks).not.toContain('bank-totals');
});

test('reads on the write endpoint need no read endpoint', async () => {
  const folder = await folderOf('workload: { beside: [{ kind: reads, with: { from: write } }] }\n');
  const { scenario } = await loadScenario(`${folder}/drill.yml`);
  expect(scenario.checks).toContain('reads-written');
});

test.each([
  [
    'workload: { beside: [{ kind: bank, with: { accounts: 1 } }] }\n',
    'drill.yml:11:54: workload.beside.0.with.accounts: expected at least 2 (the fewer, the more transfers meet), found 1',
  ],
  [
    'workload: { beside: [{ kind: append, with: { isolaton: serializable } }] }\n',
    'drill.yml:11:46: workload.beside.0.with: expected a known key, found "isolaton"; did you mean isolation?',
  ],
  [
    'workload: { beside: [{ kind: bank }, { kind: bank }] }\n',
    'drill.yml:11:21: workload.beside: expected each kind once, found a list',
  ],
  [
    'workload: { beside: [{ kind: reads }] }\n',
    'drill.yml:11:22: workload.beside.0: expected a topology with a read endpoint, found none in pair; let the reads go to the write endpoint: `with: { from: write }`',
  ],
  [
    'checks: [bank-totals]\n',
    'drill.yml:11:10: checks.0: expected a check that means something here, on topology pair',
  ],
])('%s is refused where it is wrong', async (more, problem) => {
  expect(await refused(more)).toContain(problem);
});

test('one that defines an event brings the check of events, too; another does not', async () => {
  const checksWith = async (kind: string) => {
    const folder = await folderOf(`workload: { beside: [{ kind: ${kind} }] }\n`);
    return (await loadScenario(`${folder}/drill.yml`)).scenario.checks;
  };
  expect(await checksWith('events')).toContain('events-enabled');
  expect(await checksWith('large')).toContain('definers-exist');
  expect(await checksWith('bank')).not.toContain('events-enabled');
});

import { describe, expect, test } from 'vitest';
import { listScenarios } from '../../../src/scenario/list.ts';
import { loadScenario } from '../../../src/scenario/load.ts';
import { folderWith } from '../document/files.ts';
import { alone, killPrimary, pair } from './examples.ts';

const load = async (text: string, sets: readonly string[] = []) => {
  const files = { 'drill.yml': text, 'pair/compose.yml': pair, 'alone/compose.yml': alone };
  return loadScenario(`${await folderWith(files)}/drill.yml`, sets);
};

const shipped = await listScenarios();

describe('a scenario in order', () => {
  test('has its defaults, durations in ms and rates a second', async () => {
    const { scenario, topology } = await load(killPrimary);
    expect(scenario.method).toEqual([{ at: 1000, phase: 2000, fault: 'kill', target: 'primary', with: {} }]);
    expect(scenario.workload).toEqual({
      kind: 'ledger',
      rate: 200,
      writers: 8,
      probeEvery: 10,
      probeDeadline: 250,
    });
    expect(scenario.observe).toBe(30_000);
    expect(topology.section.nodes).toEqual(['db1', 'db2']);
  });

  test('keeps its text as it was, whatever the command line says', async () => {
    const { text, scenario } = await load(killPrimary, ['workload.rate=50/s']);
    expect(text).toBe(killPrimary);
    expect(scenario.workload.rate).toBe(50);
  });

  test.each(shipped)('%s is one', async (path) => {
    const { scenario } = await loadScenario(path);
    expect(path.endsWith(`/${scenario.name}.yml`), 'a scenario is named like its file').toBe(true);
  });
});

describe('the command line', () => {
  test('sets values, lists and parameters, the last of two winning', async () => {
    const { scenario } = await load(killPrimary, [
      'method.0.at=2s',
      'workload.writers=3',
      'workload.writers=4',
      'checks=[nodes-equal-primary]',
      'objectives.availability-service=>= 0.99',
      'POLL_MS=50',
    ]);
    expect(scenario.method[0]?.at).toBe(2000);
    expect(scenario.workload.writers).toBe(4);
    expect(scenario.checks).toEqual(['nodes-equal-primary']);
    expect(scenario.objectives).toEqual({ 'rto-service': '<= 5s', 'availability-service': '>= 0.99' });
    expect(scenario.parameters).toEqual({ POLL_MS: '50' });
  });

  test('keeps a parameter as the text it is, though YAML would read it otherwise', async () => {
    const withTag = pair.replace('[0-9]+', '.*');
    const folder = await folderWith({ 'drill.yml': killPrimary, 'pair/compose.yml': withTag });
    const { scenario } = await loadScenario(`${folder}/drill.yml`, ['POLL_MS=0x10']);
    expect(scenario.parameters).toEqual({ POLL_MS: '0x10' });
  });

  test('takes the place of the topology, by a path from the current folder', async () => {
    const folder = await folderWith({ 'drill.yml': killPrimary, 'alone/compose.yml': alone });
    const { topology } = await loadScenario(`${folder}/drill.yml`, [`topology=${folder}/alone`]);
    expect(topology.name).toBe('alone');
  });

  test('makes the checks that mean something there, unless the scenario names others', async () => {
    const folder = await folderWith({ 'drill.yml': killPrimary, 'alone/compose.yml': alone });
    const { scenario } = await loadScenario(`${folder}/drill.yml`, [`topology=${folder}/alone`]);
    expect(scenario.checks).toEqual([
      'no-acknowledged-write-lost',
      'no-failed-write-present',
      'no-unwritten-rows',
      'definitions-kept',
      'logs-clean',
    ]);
    const counting = [`topology=${folder}/alone`, 'workload.kind=hot-rows'];
    const hot = await loadScenario(`${folder}/drill.yml`, counting);
    expect(hot.scenario.checks).toContain('counters-match-rows');
  });
});

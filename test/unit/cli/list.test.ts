import { expect, test } from 'vitest';
import { gatherCatalogue } from '../../../src/cli/catalogue.ts';
import { renderCatalogue } from '../../../src/cli/list.ts';
import { faultNames } from '../../../src/faults/list.ts';
import { checkNames } from '../../../src/judge/checks/list.ts';
import { measureNames } from '../../../src/judge/measure/names.ts';
import { besideNames } from '../../../src/workload/beside/list.ts';

test('everything that a scenario may name is listed', async () => {
  const catalogue = await gatherCatalogue();
  expect(catalogue.faults.map(({ name }) => name)).toEqual(faultNames);
  expect(catalogue.checks.map(({ name }) => name)).toEqual(checkNames);
  expect(catalogue.beside.map(({ name }) => name)).toEqual(besideNames);
  expect(catalogue.measures.map(({ name }) => name)).toEqual(measureNames);
  expect(catalogue.topologies).toContainEqual(
    expect.objectContaining({ name: 'semisync', title: expect.any(String) }),
  );
  expect(catalogue.scenarios).toContainEqual(
    expect.objectContaining({ path: 'scenarios/kill-primary.yml', topology: 'semisync' }),
  );
});

const scenarios = [
  { path: 'scenarios/a.yml', name: 'a', topology: 'pair', question: 'How long?' },
  {
    path: 'scenarios/b.yml',
    problem: 'scenarios/b.yml:1:1: expected this\nscenarios/b.yml:2:1: and that',
  },
];

test('text for a terminal, with what is broken in its place', () => {
  const text = renderCatalogue({
    scenarios,
    topologies: [
      {
        name: 'pair',
        title: 'a pair',
        parameters: [{ name: 'POLL_MS', values: '[0-9]+', default: '100', description: 'period in ms' }],
      },
    ],
    faults: [
      {
        name: 'kill',
        description: 'SIGKILL.',
        parameters: [
          { name: 'what', values: 'process | host', default: 'process', description: 'whose death' },
          { name: 'signal', values: 'integer', default: null, description: 'which' },
        ],
      },
    ],
    targets: ['primary', 'replica'],
    ledgers: [{ name: 'ledger', description: 'rows' }],
    beside: [
      {
        name: 'bank',
        description: 'transfers',
        parameters: [{ name: 'accounts', values: 'integer', default: '10', description: 'how many' }],
      },
    ],
    measures: [
      { name: 'rto-service', unit: 'ms' },
      { name: 'availability-service', unit: 'ratio' },
    ],
    checks: [],
  });
  expect(text).toMatchInlineSnapshot(`
    "Scenarios
      scenarios/a.yml (pair)
        How long?
      scenarios/b.yml is not valid:
        scenarios/b.yml:1:1: expected this
        scenarios/b.yml:2:1: and that

    Topologies
      pair: a pair
        POLL_MS=100  period in ms ([0-9]+)

    Faults
      kill: SIGKILL.
        what=process    whose death (process | host)
        signal=integer  which

    Workloads, as workload.kind
      ledger: rows

    Workloads beside it, in workload.beside
      bank: transfers
        accounts=10  how many (integer)

    Targets of faults
      primary, replica

    Measures, for objectives
      rto-service           a duration: <= 5s
      availability-service  a share: '>= 99.9%'

    Checks
      none"
  `);
});

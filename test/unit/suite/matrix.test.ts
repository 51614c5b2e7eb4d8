import { describe, expect, test } from 'vitest';
import { loadSuite } from '../../../src/suite/load.ts';
import {
  combinationsOf,
  isRunOf,
  needsOfCombinations,
  onMachine,
  topologiesOf,
} from '../../../src/suite/matrix.ts';
import { namesOf } from '../../../src/suite/summary.ts';
import { refusal } from '../document/files.ts';
import { plantSuite, runOf, suiteFolderWith, twoByTwo } from './plant-suite.ts';

async function refused(text: string): Promise<string> {
  const folder = await suiteFolderWith(text);
  return refusal(folder, loadSuite(`${folder}/suite.yml`).then(combinationsOf));
}

describe('the matrix', () => {
  test('has the topologies of what is drilled, for the images that they need', async () => {
    const { combinations } = await plantSuite();
    expect(new Set(topologiesOf(combinations).map(({ name }) => name))).toEqual(new Set(['pair', 'alone']));
    const refused = combinations.map((one) => ({ ...one, drill: { reason: 'not here' } }));
    expect(topologiesOf([...refused, ...combinations.slice(0, 1)]).map(({ name }) => name)).toEqual(['pair']);
    expect(topologiesOf(refused)).toEqual([]);
  });

  test('has every scenario on every topology; what does not apply says so', async () => {
    const { combinations } = await plantSuite();
    const shown = combinations.map((one) => {
      const { scenario, topology } = namesOf(one);
      return [
        scenario,
        topology,
        'reason' in one.drill ? one.drill.reason.replace(/.*: (?=method)/, '') : 'ok',
      ];
    });
    expect(shown).toMatchInlineSnapshot(`
      [
        [
          "kill-primary",
          "pair",
          "ok",
        ],
        [
          "kill-primary",
          "alone",
          "ok",
        ],
        [
          "kill-replica",
          "pair",
          "ok",
        ],
        [
          "kill-replica",
          "alone",
          "method.0.target: expected a target that topology alone has (primary, nodes), found "replica"",
        ],
      ]
    `);
  });

  test('repetitions stand outermost, with one seed each for all combinations', async () => {
    const { cells } = await plantSuite(twoByTwo.replace('repeat: 2', 'repeat: 2\nseed: 5'));
    expect(cells.map(({ repetition }) => repetition)).toEqual([1, 1, 1, 2, 2, 2]);
    expect(new Set(cells.slice(0, 3).map(({ seed }) => seed))).toEqual(new Set([5]));
    expect(new Set(cells.slice(3).map(({ seed }) => seed)).size).toBe(1);
    expect(cells[3]?.seed).not.toBe(5);
  });

  test('a scenario is named by its path, or as in `ha-drill list`', async () => {
    const { combinations } = await plantSuite(`name: named
scenarios: [scenarios/kill-primary.yml, power-loss]
topologies: [./pair]
`);
    expect(combinations.map(({ scenario }) => scenario.split('/').slice(-2).join('/'))).toEqual([
      'scenarios/kill-primary.yml',
      'scenarios/power-loss.yml',
    ]);
  });

  test('variants and the values of a sweep multiply, later settings over earlier ones', async () => {
    const { combinations } = await plantSuite(`name: swept
scenarios: [scenarios/kill-primary.yml]
topologies: [./pair]
set: { workload.rate: 50/s, POLL_MS: 1 }
variants: [{}, { observe: 10s }]
sweep: { set: POLL_MS, values: [50, 100, 200] }
`);
    expect(combinations.map(({ sets }) => sets.join(' '))).toEqual([
      'workload.rate=50/s POLL_MS=50',
      'workload.rate=50/s POLL_MS=100',
      'workload.rate=50/s POLL_MS=200',
      'workload.rate=50/s POLL_MS=50 observe=10s',
      'workload.rate=50/s POLL_MS=100 observe=10s',
      'workload.rate=50/s POLL_MS=200 observe=10s',
    ]);
    expect(combinations.map(({ drill }) => 'reason' in drill || drill.scenario.parameters.POLL_MS)).toEqual([
      '50',
      '100',
      '200',
      '50',
      '100',
      '200',
    ]);
  });

  test('a combination whose fault needs what the machine lacks is not available', async () => {
    const { combinations } = await plantSuite(
      twoByTwo.replace('repeat: 2', 'set: { method.0.fault: delay }'),
    );
    expect([...needsOfCombinations(combinations)]).toContain('delay');
    const here = onMachine(combinations, { delay: { available: false, found: 'no such queue' } });
    const reasons = here.map(({ drill }) => ('reason' in drill ? drill.reason : ''));
    expect(reasons.filter((reason) => reason.includes('no such queue')).length).toBeGreaterThan(0);
    expect(onMachine(combinations, {})).toEqual(combinations);
  });
});

describe('a run is of a cell', () => {
  test('when all that decides it is the same', async () => {
    const { cells } = await plantSuite();
    for (const cell of cells) {
      expect(cells.filter((other) => isRunOf(other, runOf(cell)))).toEqual([cell]);
    }
  });

  test.each([['set: { POLL_MS: 50 }'], ['set: { workload.rate: 50/s }'], ['seed: 2']])(
    'not when the suite was changed by %s',
    async (change) => {
      const text = twoByTwo.replace('topologies: [./pair, ./alone]', 'topologies: [./pair]');
      const { cells: before } = await plantSuite(text);
      const { cells: after } = await plantSuite(`${text}${change}\n`);
      for (const cell of before) expect(after.some((other) => isRunOf(other, runOf(cell)))).toBe(false);
    },
  );
});

test('a comment in a scenario makes no run stale, another fault does', async () => {
  const { cells } = await plantSuite();
  const [cell] = cells;
  if (!cell) throw new Error('the suite has cells');
  const [step] = cell.drill.scenario.method;
  if (!step) throw new Error('the scenario has a step');
  const commented = { ...cell, drill: { ...cell.drill, text: `# why\n${cell.drill.text}` } };
  expect(isRunOf(commented, runOf(cell))).toBe(true);
  const scenario = { ...cell.drill.scenario, method: [{ ...step, fault: 'freeze' as const }] };
  expect(isRunOf({ ...cell, drill: { ...cell.drill, scenario } }, runOf(cell))).toBe(false);
});

describe('a suite is refused', () => {
  test('with all its problems', async () => {
    expect(
      await refused(
        'name: A B\nscenarios: []\ntopology: [semisync]\nsweep: { set: POLL_MS, values: [1, 2, 1] }\n',
      ),
    ).toMatchInlineSnapshot(`
      "suite.yml:1:1: topologies: expected a list (folders in topologies/, or paths of compose files from here), found nothing
      suite.yml:1:7: name: expected lower-case words joined by hyphens, found "A B"; write a-b
      suite.yml:2:12: scenarios: expected at least 1 item (paths of scenario files from here, with * and ** as in a shell, or names of \`ha-drill list\`), found an empty list
      suite.yml:3:1: expected one of the keys name, description, scenarios, topologies, set, variants, sweep, repeat, seed, found "topology"
      suite.yml:4:32: sweep.values: expected each value once, found a list
      hint: \`ha-drill schema suite\` prints the whole format"
    `);
  });

  test('when it names a file or a topology that is not there', async () => {
    expect(
      await refused('name: a\nscenarios: [scenarios/kill.yml]\ntopologies: [semisink]\n'),
    ).toMatchInlineSnapshot(`
      "suite.yml:2:13: scenarios.0: expected the path of a scenario from ., or a name of \`ha-drill list\`, found "scenarios/kill.yml": no such file
      suite.yml:3:14: topologies.0: expected <the topologies> or the path of a compose file, found "semisink"; did you mean semisync?
      hint: \`ha-drill schema suite\` prints the whole format"
    `);
  });

  test('when a setting fits nowhere', async () => {
    expect(await refused(`${twoByTwo}set: { POL_MS: 5 }\n`)).toMatchInlineSnapshot(`
      "suite.yml: no drill with POL_MS=5 is possible
      --set POL_MS=5: parameters.POL_MS: expected POLL_MS (the parameters of topology pair), found "POL_MS"; did you mean POLL_MS?
      --set POL_MS=5: parameters.POL_MS: expected no parameter (the parameters of topology alone), found "POL_MS"
      --set POL_MS=5: parameters.POL_MS: expected no parameter (the parameters of topology alone), found "POL_MS"
      scenarios/kill-replica.yml:8:13: method.0.target: expected a target that topology alone has (primary, nodes), found "replica""
    `);
  });
});

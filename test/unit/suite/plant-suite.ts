import type { DoneRun } from '../../../src/suite/conduct.ts';
import { loadSuite } from '../../../src/suite/load.ts';
import { type Cell, type Combination, cellsOf, combinationsOf } from '../../../src/suite/matrix.ts';
import { parameterValues } from '../../../src/topology/parameters.ts';
import { folderWith } from '../document/files.ts';
import { alone, killPrimary, pair } from '../scenario/examples.ts';

const killReplica = killPrimary
  .replace('kill-primary', 'kill-replica')
  .replace('target: primary', 'target: replica');

/** Two scenarios, a pair and a node alone: the replica of a node alone cannot be killed. */
export const twoByTwo = `name: two-by-two
scenarios: [scenarios/*.yml]
topologies: [./pair, ./alone]
repeat: 2
`;

/** The folder of a suite with all that it may name; the suite itself is \`suite.yml\`. */
export function suiteFolderWith(text: string): Promise<string> {
  return folderWith({
    'suite.yml': text,
    'scenarios/kill-primary.yml': killPrimary.replace('./pair', '../pair'),
    'scenarios/kill-replica.yml': killReplica.replace('./pair', '../pair'),
    'pair/compose.yml': pair,
    'alone/compose.yml': alone,
  });
}

export async function plantSuite(
  text = twoByTwo,
): Promise<{ readonly combinations: Combination[]; readonly cells: Cell[] }> {
  const loaded = await loadSuite(`${await suiteFolderWith(text)}/suite.yml`);
  const combinations = await combinationsOf(loaded);
  return { combinations, cells: cellsOf(combinations, loaded.suite) };
}

/** What a completed drill of a cell leaves on disk. */
export function runOf({ drill, seed }: Cell, run = 'planted', tookMs = 20_000): DoneRun {
  const { scenario, topology } = drill;
  return {
    run,
    seed,
    tookMs,
    verdict: 'pass',
    summary: 'RTO 1.10 s',
    scenario: JSON.parse(JSON.stringify(scenario)),
    topology: {
      name: topology.name,
      title: topology.section.title,
      composeText: topology.composeText,
      parameters: parameterValues(topology, scenario.parameters),
      primaryAtStart: null,
      nodes: [...topology.section.nodes],
      services: [],
    },
  };
}

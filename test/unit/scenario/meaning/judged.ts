import { formatProblem } from '../../../../src/document/problem.ts';
import { parseSource } from '../../../../src/document/source.ts';
import { DrillError } from '../../../../src/errors.ts';
import { resolveScenario } from '../../../../src/scenario/load.ts';

/** What is said of a scenario: why it is refused, or else of what it warns; a line each, with its place. */
export type Judged = { readonly refused: readonly string[]; readonly warned: readonly string[] };

export const kill = { at: '1s', fault: 'kill', target: 'primary' };

/** A scenario in order, with some of its keys replaced, is loaded as a file of this text would be. */
export async function judged(changes: object): Promise<Judged> {
  const scenario = {
    name: 'case',
    question: 'What if?',
    topology: 'semisync',
    method: [kill],
    objectives: { 'rpo-rows': '<= 0' },
    ...changes,
  };
  try {
    const { warnings } = await resolveScenario(
      parseSource('drill.yml', JSON.stringify(scenario, null, 1)),
      [],
    );
    return { refused: [], warned: warnings.map(formatProblem) };
  } catch (error) {
    if (!(error instanceof DrillError) || error.exit !== 'usage') throw error;
    return { refused: error.message.split('\n'), warned: [] };
  }
}

/** One kind of nonsense, with a near neighbour that means something. */
export type Kind = readonly [what: string, wrong: object, says: RegExp, fine: object];

import { defineConfig } from 'vitest/config';
import { QuickestFirst } from './quickest-first.ts';

/** What a format says of itself stands in the schemas that are committed. */
const beside = ['programs/manager', 'compare', 'judge', 'cli/schema'];

/**
 * The tests beside the code that is mutated, and none from afar: whoever reads a file finds what it promises beside
 * it. Without the long story of random mishaps, which would tell nobody which promise was broken.
 *
 * `MUTATION_TESTS=judge/statistics,cli/schema` runs only these, below test/unit: a mutant is tried many times as fast
 * where not all is loaded that imports it from afar. `MUTATION_QUICK=1` leaves out the simulations of thousands of drills:
 * what is caught without them is caught, and only the others have to be tried again with them.
 */
const paths = process.env.MUTATION_TESTS?.split(',') ?? beside;

export default defineConfig({
  test: {
    include: paths.map((path) => `test/unit/${path}{,/**/*}.test.ts`),
    exclude: [
      'test/unit/programs/manager/decide.property.test.ts',
      ...(process.env.MUTATION_QUICK ? ['test/unit/**/*.simulation.test.ts'] : []),
    ],
    sequence: { sequencer: QuickestFirst },
    setupFiles: ['test/mutation/same-luck.ts'],
    testTimeout: 60_000,
    // One worker for all files of a run, and a new one for each run: nearly twice as fast.
    isolate: false,
  },
});

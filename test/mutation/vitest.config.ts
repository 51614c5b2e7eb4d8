import { defineConfig } from 'vitest/config';

/**
 * The tests beside the code that is mutated, and none from afar: whoever reads a file finds what it promises beside
 * it. Without the long story of random mishaps, which would tell nobody which promise was broken.
 */
export default defineConfig({
  test: {
    // What a format says of itself stands in the schemas that are committed.
    include: ['test/unit/{programs/manager,compare,judge}/**/*.test.ts', 'test/unit/cli/schema.test.ts'],
    exclude: ['test/unit/programs/manager/decide.property.test.ts'],
    setupFiles: ['test/mutation/same-luck.ts'],
    testTimeout: 60_000,
    // One worker for all files of a run, and a new one for each run: nearly twice as fast.
    isolate: false,
  },
});

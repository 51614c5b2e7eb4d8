import { defineConfig } from 'vitest/config';
import { patienceMs } from './test/support/patience.ts';

/** Their time-outs only end a test that hangs, on however busy a machine. */
const patience = {
  testTimeout: 1_800_000,
  hookTimeout: 1_800_000,
  expect: { poll: { timeout: patienceMs } },
};

/** Unit tests need no Docker. The other two share one engine and two cores, so their files run one by one. */
export default defineConfig({
  test: {
    projects: [
      // No unit test waits for anything: its time-out only ends one that hangs, on however busy a machine.
      {
        // The package that is processed for the unit tests has maps of sources that it lacks.
        logLevel: 'error',
        test: {
          name: 'unit',
          include: ['test/{unit,contract}/**/*.test.ts'],
          setupFiles: ['test/support/property-limits.ts'],
          testTimeout: 60_000,
          // It imports JSON as bundlers do, and Node does not.
          server: { deps: { inline: ['@actions/workflow-parser'] } },
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          fileParallelism: false,
          ...patience,
          env: { TESTCONTAINERS_RYUK_DISABLED: 'true' },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          fileParallelism: false,
          ...patience,
        },
      },
    ],
  },
});

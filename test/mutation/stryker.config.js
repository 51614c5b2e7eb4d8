/**
 * How good the tests of what judges and decides are: every small change of it should make one of them fail.
 *
 *   npm run mutate                                    all folders
 *   npm run mutate -- --mutate 'src/compare/*.ts'     one of them
 *   MUTATION_TESTS=compare npm run mutate -- ...      only with the tests beside it: many times as fast
 *
 * What no test can catch, and why: equivalent.md, beside this file.
 */
export default {
  mutate: [
    'src/judge/measure/**/*.ts',
    'src/judge/checks/**/*.ts',
    'src/judge/statistics/**/*.ts',
    'src/compare/**/*.ts',
    'src/programs/manager/decide/**/*.ts',
  ],
  plugins: ['@stryker-mutator/vitest-runner', './test/mutation/at-once.js', './test/mutation/sample.js'],
  checkers: process.env.MUTATION_SAMPLE ? ['sample'] : [],
  testRunner: 'vitest',
  // Which tests reach a mutant is known from the first run: no need to look for what imports it.
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  incremental: true,
  incrementalFile: 'reports/mutation/incremental.json',
  reporters: ['progress-append-only', 'at-once', 'clear-text', 'json', 'html'],
  clearTextReporter: { reportTests: false, allowColor: false },
  jsonReporter: { fileName: 'reports/mutation/mutation.json' },
  htmlReporter: { fileName: 'reports/mutation/mutation.html' },
  // TypeScript 7 has no API to read its configuration with, and nothing here needs it read.
  tsconfigFile: 'none',
  tempDirName: 'reports/mutation/sandbox',
  ignorePatterns: ['/reports/*', '!/reports/examples', '/images', '/dist'],
  disableTypeChecks: false,
  concurrency: 1,
  // The first run of all tests takes long where other things run as well.
  dryRunTimeoutMinutes: 30,
  timeoutMS: 20_000,
};

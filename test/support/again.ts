import { randomInt } from 'node:crypto';
import { relative } from 'node:path';
import { execa } from 'execa';

/**
 * Looks for tests that depend on chance or on each other.
 *
 *   npm run test:again -- 5            all tests five times, the files of each project in another random order
 *   npm run test:again -- alone FILE   each test of a file by itself
 *
 * Ends with the first failure, and with the words that repeat it.
 */
const [, , what = '1', ...files] = process.argv;

async function vitest(words: readonly string[]): Promise<void> {
  const { exitCode } = await execa('vitest', ['run', ...words], {
    stdio: 'inherit',
    preferLocal: true,
    reject: false,
  });
  if (exitCode === 0) return;
  process.stderr.write(`failed: npx vitest run ${words.map((word) => `'${word}'`).join(' ')}\n`);
  process.exit(1);
}

/** In their order in the file, as patterns that match one each. */
async function testsOf(file: string): Promise<string[]> {
  const { stdout } = await execa('vitest', ['list', file, '--json'], { preferLocal: true });
  const listed = JSON.parse(stdout) as { readonly name: string; readonly file: string }[];
  return listed
    .filter((one) => relative(process.cwd(), one.file) === file)
    .map(({ name }) => `^${name.replaceAll(' > ', ' ').replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}

if (what === 'alone') {
  for (const file of files) for (const name of await testsOf(file)) await vitest([file, '-t', name]);
} else {
  const rounds = Number(what);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`expected a number of rounds, found ${what}`);
  for (let round = 1; round <= rounds; round += 1) {
    for (const project of ['unit', 'integration', 'e2e']) {
      const seed = randomInt(2 ** 31);
      process.stderr.write(`round ${round} of ${rounds}: ${project}, seed ${seed}\n`);
      await vitest(['--project', project, '--sequence.shuffle.files', `--sequence.seed=${seed}`]);
    }
  }
}

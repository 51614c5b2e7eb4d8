import { createHash } from 'node:crypto';

/**
 * A random sample of the mutants, for when there is no time for all: `MUTATION_SAMPLE=0-0.1` is a tenth of them,
 * `0.1-0.2` another one. Which they are is told by a digest of each, so that it is the same in every run. The others are
 * called compile errors, which are in no score; so a sample wants an incremental file of its own.
 */
const [from = 0, to = 1] = (process.env.MUTATION_SAMPLE ?? '0-1').split('-').map(Number);

/** A number from 0 up to 1, as if drawn. */
export function drawn({ fileName, location, mutatorName, replacement }) {
  const path = fileName.slice(fileName.lastIndexOf('/src/'));
  const what = JSON.stringify([path, location, mutatorName, replacement]);
  return createHash('sha256').update(`seed 1 ${what}`).digest().readUInt32BE(0) / 2 ** 32;
}

class Sample {
  async init() {}

  /** All at once. */
  async group(mutants) {
    return [mutants.map(({ id }) => id)];
  }

  async check(mutants) {
    const results = mutants.map((mutant) => {
      const inSample = drawn(mutant) >= from && drawn(mutant) < to;
      const result = inSample
        ? { status: 'passed' }
        : { status: 'compileError', reason: 'not in the sample' };
      return [mutant.id, result];
    });
    return Object.fromEntries(results);
  }
}

export const strykerPlugins = [{ kind: 'Checker', name: 'sample', value: new Sample() }];

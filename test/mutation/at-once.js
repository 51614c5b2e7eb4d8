import { appendFileSync, mkdirSync } from 'node:fs';

const file = 'reports/mutation/results.jsonl';

/** Writes down what became of each mutant as soon as it is known: a run that is cut off has not been for nothing. */
class AtOnce {
  onMutantTested({ fileName, location, mutatorName, replacement, status, static: isStatic }) {
    mkdirSync('reports/mutation', { recursive: true });
    const result = { fileName, ...location, mutatorName, replacement, status, static: isStatic };
    appendFileSync(file, `${JSON.stringify(result)}\n`);
  }
}

export const strykerPlugins = [{ kind: 'Reporter', name: 'at-once', value: new AtOnce() }];

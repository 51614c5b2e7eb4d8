import { readFileSync } from 'node:fs';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Whether a file draws many examples, which takes long. */
const draws = (path: string) => /fast-check|seededRandom/.test(readFileSync(path, 'utf8'));

/** The first test that fails ends a run, so those that are done soon come first. */
export class QuickestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const all = files.map((file) => ({ file, path: file.moduleId, slow: Number(draws(file.moduleId)) }));
    return all.sort((a, b) => a.slow - b.slow || a.path.localeCompare(b.path)).map(({ file }) => file);
  }
}

import type { z } from 'zod';
import { readBlocks } from './blocks.ts';
import { LineProblems, parseLine } from './invalid.ts';

/**
 * Reads a gzip file of JSON lines of one schema. `damage` tells what is wrong with the file, `problems` which lines were
 * left out because they are not as the schema says. `kept` may put something equal in the place of what was read.
 */
export async function readJsonLines<T>(
  path: string,
  schema: z.ZodType<T>,
  kept: (value: T) => T = (value) => value,
): Promise<{ values: T[]; lines: number; damage: string | null; problems: string[] }> {
  const values: T[] = [];
  const problems = new LineProblems();
  let lines = 0;
  const damage = await readBlocks(path, (block) => {
    for (const line of block.toString('utf8', 0, block.length - 1).split('\n')) {
      lines += 1;
      try {
        values.push(kept(parseLine(schema, line, path, lines)));
      } catch (error) {
        problems.note(error);
      }
    }
  });
  return { values, lines, damage, problems: problems.list() };
}

import type { z } from 'zod';
import { readBlocks } from './blocks.ts';
import { parseLine } from './invalid.ts';

/**
 * Reads a gzip file of JSON lines of one schema.
 * Throws a usage error with the line that is not as the schema says.
 */
export async function readJsonLines<T>(
  path: string,
  schema: z.ZodType<T>,
): Promise<{ values: T[]; damage: string | null }> {
  const values: T[] = [];
  const damage = await readBlocks(path, (block) => {
    for (const line of block.toString('utf8', 0, block.length - 1).split('\n')) {
      values.push(parseLine(schema, line, path, values.length + 1));
    }
  });
  return { values, damage };
}

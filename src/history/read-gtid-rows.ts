import { readBlocks } from './blocks.ts';
import {
  type GtidRows,
  type GtidRowsHeader,
  gtidRowsEndSchema,
  gtidRowsHeaderSchema,
  gtidRowsLineSchema,
} from './gtid-rows.ts';
import { LineProblems, parseLine } from './invalid.ts';

/** Reads `gtids/<node>.ndjson.gz`; no rows where it was not read to its end. */
export async function readGtidRows(
  path: string,
): Promise<{ rows: GtidRows | undefined; lines: number; damage: string | null; problems: string[] }> {
  const digests = new Map<string, Map<number, string>>();
  const problems = new LineProblems();
  let header: GtidRowsHeader | undefined;
  let found: readonly string[] | undefined;
  let lines = 0;
  const damage = await readBlocks(path, (block) => {
    for (const text of block.toString('utf8', 0, block.length - 1).split('\n')) {
      lines += 1;
      try {
        if (lines === 1) header = parseLine(gtidRowsHeaderSchema, text, path, lines);
        else if (text.startsWith('{')) found = parseLine(gtidRowsEndSchema, text, path, lines).end.damage;
        else {
          const [origin, first, own] = parseLine(gtidRowsLineSchema, text, path, lines);
          const known = digests.get(origin) ?? new Map<number, string>();
          digests.set(origin, known);
          for (const [index, digest] of own.entries()) known.set(first + index, digest);
        }
      } catch (error) {
        problems.note(error);
      }
    }
  });
  const rows = header && found && { ...header, damage: found, digests };
  return { rows, lines, damage, problems: problems.list() };
}

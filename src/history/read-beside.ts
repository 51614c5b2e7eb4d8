import {
  type BesideFinal,
  type BesideLine,
  type BesideOperation,
  type BesideRecord,
  besideColumns,
  besideHeaderSchema,
  besideLineSchema,
} from './beside.ts';
import { readBlocks } from './blocks.ts';
import { invalidLine, LineProblems, parseLine } from './invalid.ts';

/** The operations of one workload beside the ledger; no record where not even the first line could be read. */
export type ReadBeside = {
  readonly record: BesideRecord | undefined;
  /** Whether they stand in the order in which they ended. */
  readonly ordered: boolean;
  readonly damage: string | null;
  readonly lines: number;
  /** Lines that were left out because they are not as their schema says. */
  readonly problems: string[];
};

/** Reads `operations/<workload>.ndjson.gz`. */
export async function readBeside(path: string): Promise<ReadBeside> {
  const operations: BesideOperation[] = [];
  const finals: BesideFinal[] = [];
  const problems = new LineProblems();
  let about: Pick<BesideRecord, 'workload' | 'options'> | undefined;
  let lines = 0;
  const damage = await readBlocks(path, (block) => {
    for (const text of block.toString('utf8', 0, block.length - 1).split('\n')) {
      lines += 1;
      try {
        if (lines === 1) about = readHeader(text, path);
        else if (about) {
          const line = parseLine(besideLineSchema, text, path, lines);
          if (Array.isArray(line)) operations.push(operationOf(line));
          else finals.push(line.final);
        }
      } catch (error) {
        problems.note(error);
      }
    }
  });
  const ordered = operations.every(
    ({ endedAtMs }, index) => index === 0 || (operations[index - 1]?.endedAtMs ?? 0) <= endedAtMs,
  );
  const record = about && { ...about, operations, finals };
  return { record, ordered, damage, lines, problems: problems.list() };
}

function readHeader(text: string, path: string): Pick<BesideRecord, 'workload' | 'options'> {
  const { workload, options, columns } = parseLine(besideHeaderSchema, text, path, 1);
  if (columns.join() === besideColumns.join()) return { workload, options };
  throw invalidLine(path, 1, `expected the columns ${besideColumns.join()}`);
}

function operationOf(line: BesideLine): BesideOperation {
  const [index, process, fn, key, value, scheduledAtMs, startedAtMs, endedAtMs, outcome, result, error] =
    line;
  const about = { index, process, function: fn, key, value };
  return { ...about, scheduledAtMs, startedAtMs, endedAtMs, outcome, result, error };
}

import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { environmentError, messageOf } from '../../../errors.ts';
import type { ChainFile } from '../../../formats/binlog/chain.ts';
import { readTransactions } from '../../../formats/binlog/transactions.ts';
import type { ReadFile } from '../replay/types.ts';
import { binlogPath } from '../store/layout.ts';
import type { Archive } from '../store/schema.ts';

/** The files of archives, in the order in which their servers were the primary; named by their paths in the store. */
export function chainOf(archives: readonly Archive[]): ChainFile[] {
  return archives.flatMap(filesOf);
}

function filesOf({ id, purgedGtids, files, growing }: Archive): ChainFile[] {
  return [...files, ...(growing ? [growing] : [])].flatMap(({ name, summary }) =>
    summary === null ? [] : { ...summary, file: binlogPath(id, name), purgedGtids },
  );
}

/** Reads the transactions of a file of the store. @throws DrillError (exit 3) for one that cannot be read */
export function readerOf(store: string): ReadFile {
  return async function* (file) {
    try {
      yield* readTransactions(createReadStream(join(store, file), { highWaterMark: 2 ** 20 }));
    } catch (error) {
      throw environmentError(`${file} cannot be read: ${messageOf(error)}`);
    }
  };
}

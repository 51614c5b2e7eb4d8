import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { environmentError, messageOf } from '../../../../errors.ts';
import { readTransactions } from '../../../../formats/binlog/transactions.ts';
import type { ReadFile } from '../restore/goal.ts';

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

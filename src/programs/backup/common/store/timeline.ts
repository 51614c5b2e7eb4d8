import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { environmentError } from '../../../../errors.ts';
import { replaceDurably } from './durable.ts';

const name = 'timeline';

/** The timeline that new backups and archives belong to: 1 in a new store. */
export async function currentTimeline(store: string): Promise<number> {
  const text = await readFile(join(store, name), 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return '1';
    throw error;
  });
  const number = Number(text.trim());
  if (Number.isInteger(number) && number > 0) return number;
  throw environmentError(`${join(store, name)}: expected the number of a timeline, found ${text.trim()}.`);
}

/** Begins the next timeline, and resolves with its number: what comes from now on is never mixed with what was before. */
export async function beginTimeline(store: string): Promise<number> {
  const next = (await currentTimeline(store)) + 1;
  await replaceDurably(join(store, name), `${next}\n`);
  return next;
}

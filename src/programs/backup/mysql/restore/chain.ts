import type { ChainFile } from '../../../../formats/binlog/chain.ts';
import { binlogPath } from '../../common/store/layout.ts';
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

import type { Backup } from './schema.ts';

/**
 * The backups that one is made of, the full one first. A link that is not there, or stands behind what it is to build on, is
 * told by its id.
 */
export function chainTo(backup: Backup, all: readonly Backup[]): readonly Backup[] | { missing: string } {
  const chain = [backup];
  for (let [first] = chain; first && first.base !== null; [first] = chain) {
    const { base, fromLsn } = first;
    const found = all.find(({ id }) => id === base);
    if (!found || chain.includes(found) || found.toLsn !== fromLsn) return { missing: base };
    chain.unshift(found);
  }
  return chain;
}

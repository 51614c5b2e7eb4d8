import type { Restored } from '../restore/goal.ts';
import type { BackupEvent } from '../words.ts';
import { definitionDifferences } from './definitions.ts';
import { differences, type TableDigest } from './rows.ts';

/** A restore that was compared with the living cluster. */
export type VerifiedBackup = Restored & {
  /** Whose rows it was compared with. */
  readonly comparedWith: string;
  readonly tables: number;
  readonly rows: number;
  /** A line each; none where the backup works. */
  readonly differences: readonly string[];
};

/** All that is compared. */
export type Content = {
  readonly tables: ReadonlyMap<string, TableDigest>;
  readonly definitions: ReadonlyMap<string, string>;
};
export type Contents = readonly [expected: Content, found: Content];

/** Tells how a restored server compares with a member of the cluster. */
export function report(
  restored: Restored,
  comparedWith: string,
  [expected, found]: Contents,
  emit: (event: BackupEvent) => void,
): VerifiedBackup {
  const rows = [...expected.tables.values()].reduce((sum, table) => sum + table.rows, 0);
  const unequal = [
    ...differences(expected.tables, found.tables),
    ...definitionDifferences(expected.definitions, found.definitions),
  ];
  const size = `${rows} rows in ${expected.tables.size} tables, ${expected.definitions.size} definitions`;
  const how = unequal.length === 0 ? 'all equal' : `different: ${unequal.join('; ')}`;
  const text = `${restored.full} was restored, caught up, and compared with ${comparedWith}: ${size}, ${how}`;
  emit({ type: 'backup-compared', text, data: { full: restored.full, rows, differences: unequal } });
  return { ...restored, comparedWith, tables: expected.tables.size, rows, differences: unequal };
}

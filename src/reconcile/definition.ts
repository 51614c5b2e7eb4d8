import type { Session } from '../engine/session.ts';
import type { Difference, TableFinding } from './compare.ts';
import { type Pair, type Recheck, recheck } from './pair.ts';
import { quotedName, type Table, tableSql, titleOf } from './table.ts';

/** What a node has of a table: all columns that are asked for, others, or nothing. */
type Definition = 'whole' | 'other-columns' | 'missing';

/**
 * The finding of a table that another node lacks, or has without some of the columns; undefined where its rows can be compared.
 * As with rows, lag is no difference: a table that was made a moment ago is looked for again once the node caught up.
 */
export async function otherwiseDefined(
  pair: Pair,
  table: Table,
  options: Recheck,
): Promise<TableFinding | undefined> {
  if ((await definitionOn(pair.other.session, table)) === 'whole') return undefined;
  const found = await recheck(pair, options, (session) => definitionOn(session, table));
  const now = await definitionOn(pair.other.session, table);
  if (found === 'same') return now === 'whole' ? undefined : findingOf(table, []);
  if (found !== 'differs') return findingOf(table, [], [`${titleOf(table)}: ${found}`]);
  return findingOf(table, [differenceOf(table, now === 'missing' ? 'missing' : 'different')]);
}

/** The finding of a table of another node that the source did not have; undefined where it has it by now, or both have not. */
export async function besides(pair: Pair, table: Table, options: Recheck): Promise<TableFinding | undefined> {
  const found = await recheck(pair, options, async (session) =>
    (await definitionOn(session, table)) === 'missing' ? null : 'there',
  );
  if (found === 'same') return undefined;
  return found === 'differs'
    ? findingOf(table, [differenceOf(table, 'extra')])
    : findingOf(table, [], [`${titleOf(table)}: ${found}`]);
}

function findingOf(
  table: Table,
  differences: readonly Difference[],
  undecided: readonly string[] = [],
): TableFinding {
  return { table: titleOf(table), rows: 0, chunks: 0, differences, undecided };
}

function differenceOf(table: Table, kind: Difference['kind']): Difference {
  return { table: titleOf(table), key: null, kind, columns: [] };
}

async function definitionOn(session: Session, table: Table): Promise<Definition> {
  const columns = table.columns.map(({ name }) => quotedName(name)).join(', ');
  try {
    await session.query(`SELECT ${columns} FROM ${tableSql(table)} LIMIT 0`);
    return 'whole';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (['ER_NO_SUCH_TABLE', 'ER_BAD_DB_ERROR'].includes(code)) return 'missing';
    if (code !== 'ER_BAD_FIELD_ERROR') throw error;
    return 'other-columns';
  }
}

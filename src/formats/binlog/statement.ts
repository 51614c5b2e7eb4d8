import { type Path, SqlWords } from './sql-words.ts';

export const changeKinds = [
  'drop-database',
  'drop-table',
  'truncate',
  'alter-table',
  'update',
  'delete',
  'insert',
  'other',
] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** What a statement does to what. */
export type Effect = {
  readonly kind: ChangeKind;
  /** The schema that the statement names, or else the current database; null where there is none. */
  readonly schema: string | null;
  readonly table: string | null;
};

/**
 * What a statement does, an effect for each table; `other` for all that is not recognised. An UPDATE or DELETE of joined
 * tables counts for all of them, also for those that it only reads.
 *
 * @param database the current one; empty for none
 */
export function effectsOf(sql: string, database: string): readonly [Effect, ...Effect[]] {
  const current = database === '' ? null : database;
  const dropped = droppedDatabase(new SqlWords(sql));
  if (dropped !== undefined) return [{ kind: 'drop-database', schema: dropped, table: null }];
  const [kind, paths] = tablesOf(new SqlWords(sql));
  const [first, ...more] = paths.map(
    (path): Effect => ({ kind, schema: path.schema ?? current, table: path.table }),
  );
  return first ? [first, ...more] : [{ kind: 'other', schema: current, table: null }];
}

function droppedDatabase(words: SqlWords): string | undefined {
  if (!words.accept('DROP') || !words.accept('DATABASE', 'SCHEMA')) return undefined;
  skipIfExists(words);
  return words.name();
}

const modifiers = ['LOW_PRIORITY', 'HIGH_PRIORITY', 'DELAYED', 'QUICK', 'IGNORE'];

function tablesOf(words: SqlWords): readonly [ChangeKind, readonly Path[]] {
  if (words.accept('WITH')) skipTo(words, 'UPDATE', 'DELETE');
  if (words.accept('DROP')) {
    if (!words.accept('TABLE', 'TABLES')) return ['other', []];
    skipIfExists(words);
    return ['drop-table', words.paths()];
  }
  if (words.accept('TRUNCATE')) {
    words.accept('TABLE');
    return ['truncate', words.paths().slice(0, 1)];
  }
  if (words.accept('ALTER')) return ['alter-table', words.accept('TABLE') ? words.paths().slice(0, 1) : []];
  if (words.accept('INSERT', 'REPLACE')) {
    while (words.accept(...modifiers));
    words.accept('INTO');
    const path = words.path();
    return ['insert', path ? [path] : []];
  }
  if (words.accept('LOAD')) {
    skipTo(words, 'INTO');
    words.take();
    const path = words.accept('TABLE') ? words.path() : undefined;
    return ['insert', path ? [path] : []];
  }
  if (words.accept('UPDATE')) {
    while (words.accept(...modifiers));
    return ['update', tableReferences(words, 'SET')];
  }
  if (words.accept('DELETE')) return ['delete', deletedFrom(words)];
  return ['other', []];
}

/** DELETE FROM t; DELETE a, b FROM references; DELETE FROM a, b USING references: a and b are tables there, or aliases. */
function deletedFrom(words: SqlWords): readonly Path[] {
  while (words.accept(...modifiers));
  const single = words.sees('FROM');
  skipTo(words, 'FROM');
  words.take();
  // In the second form USING belongs to a join, and names its columns.
  const ends = ['WHERE', 'ORDER', 'LIMIT'];
  const named = tableReferences(words, ...ends, ...(single ? ['USING'] : []));
  return words.accept('USING') ? tableReferences(words, ...ends) : named;
}

/** The tables of a list with commas and joins, up to one of some keywords outside of parentheses. */
function tableReferences(words: SqlWords, ...ends: readonly string[]): Path[] {
  const paths: Path[] = [];
  let depth = 0;
  let expected = true;
  while (words.next) {
    if (depth === 0 && words.sees(...ends)) break;
    if (expected && words.sees('SELECT')) expected = false;
    const path = expected && !words.seesOther('(') ? words.path() : undefined;
    if (path) {
      paths.push(path);
      expected = false;
      continue;
    }
    const token = words.take();
    if (token?.text === '(' && token.kind === 'other') depth += 1;
    else if (token?.text === ')' && token.kind === 'other') depth -= 1;
    else if (token?.kind === 'other' && token.text === ',' && depth === 0) expected = true;
    else if (token?.kind === 'word' && /^(?:STRAIGHT_)?JOIN$/i.test(token.text)) expected = true;
  }
  return paths;
}

function skipIfExists(words: SqlWords): void {
  if (words.accept('IF')) words.accept('EXISTS');
}

/** Goes to one of some keywords outside of parentheses, or to the end. */
function skipTo(words: SqlWords, ...keywords: readonly string[]): void {
  for (let depth = 0; words.next && !(depth === 0 && words.sees(...keywords)); words.take()) {
    if (words.seesOther('(')) depth += 1;
    else if (words.seesOther(')')) depth -= 1;
  }
}

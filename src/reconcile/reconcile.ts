import { connect } from '../engine/connect.ts';
import type { Session } from '../engine/session.ts';
import type { Account, NodeAddress } from '../engine/types.ts';
import { environmentError, messageOf, usageError } from '../errors.ts';
import { type ChangedKeys, changedKeys, type LogFiles } from './changed-keys.ts';
import { compareKeys, compareTable, type TableFinding } from './compare.ts';
import { besides, otherwiseDefined } from './definition.ts';
import { type Pair, prepareSession, type Recheck, type Side } from './pair.ts';
import { quotedName, type Table, tablesOf, titleOf } from './table.ts';

export type ReconcileOptions = Recheck & {
  readonly schemas: readonly string[];
  /** How many rows a chunk has at most. */
  readonly chunkRows: number;
  /** Compares only rows whose column of that name is of the last so many seconds. */
  readonly modified: { readonly column: string; readonly sinceS: number } | undefined;
  /** Compares only rows that were changed in the last so many seconds, by the binary logs of the node that is right. */
  readonly changed?: { readonly sinceS: number; logsOf(node: string): Promise<LogFiles> } | undefined;
  /** The node that is right; undefined for the only one that accepts writes. */
  readonly source: string | undefined;
};

/** What comparing the rows of nodes gave. */
export type Reconciliation = {
  readonly source: string;
  readonly nodes: readonly { readonly node: string; readonly tables: readonly TableFinding[] }[];
  /** Tables that were not compared, with the reason. */
  readonly leftOut: readonly string[];
  /** Changes in binary logs that could not be read: rows that they are about were not compared. */
  readonly unread: readonly string[];
};

/**
 * Compares the rows of all tables of some nodes with those of one of them, while all are written to.
 *
 * @throws DrillError (exit 3) when a node cannot be asked; (exit 64) when it is not plain which node is right
 */
export async function reconcile(
  nodes: readonly (NodeAddress & { readonly account: Account })[],
  options: ReconcileOptions,
): Promise<Reconciliation> {
  const sides: Side[] = [];
  try {
    for (const node of nodes) sides.push({ node: node.name, session: await open(node) });
    const source = await sourceOf(sides, options.source);
    const tables = await tablesOf(source.session, options.schemas);
    if (tables.length === 0) throw usageError(`${source.node} has no table to compare.`);
    const { changed } = options;
    const changes = changed && (await changesOf(source, tables, changed));
    const { chosen, leftOut } = await withConditions(source.session, tables, options);
    for (const { session } of sides) await prepareSession(session);
    const found: Reconciliation['nodes'][number][] = [];
    for (const other of sides.filter((side) => side !== source)) {
      const pair = { source, other };
      found.push({
        node: other.node,
        tables: changes
          ? await compareChanged(pair, tables, changes, options)
          : await compareAll(pair, chosen, options),
      });
    }
    return {
      source: source.node,
      nodes: found,
      leftOut: changes?.leftOut ?? leftOut,
      unread: changes?.unread ?? [],
    };
  } finally {
    for (const { session } of sides) session.destroy();
  }
}

async function open(node: NodeAddress & { readonly account: Account }): Promise<Session> {
  try {
    return await connect(node, node.account, 5000);
  } catch (error) {
    throw environmentError(`${node.name} (${node.host}:${node.port}) cannot be asked: ${messageOf(error)}`);
  }
}

async function sourceOf(sides: readonly Side[], wanted: string | undefined): Promise<Side> {
  const names = sides.map(({ node }) => node).join(', ');
  if (wanted !== undefined) {
    const side = sides.find(({ node }) => node === wanted);
    if (side) return side;
    throw usageError(`--source ${wanted}: expected one of ${names}`);
  }
  const writable: Side[] = [];
  for (const side of sides) {
    const sql = 'SELECT @@global.read_only OR @@global.super_read_only AS isReadOnly';
    const [row] = await side.session.query<{ isReadOnly: number }>(sql);
    if (!row?.isReadOnly) writable.push(side);
  }
  const [only] = writable;
  if (only && writable.length === 1) return only;
  const found = writable.length === 0 ? 'none does' : `${writable.map(({ node }) => node).join(', ')} do`;
  throw usageError(
    `It is not plain which node is right: expected one of ${names} to accept writes, found that ${found}.`,
    'say it with --source',
  );
}

async function changesOf(
  { node, session }: Side,
  tables: readonly Table[],
  { sinceS, logsOf }: NonNullable<ReconcileOptions['changed']>,
): Promise<ChangedKeys> {
  const [now] = await session.query<{ s: number }>('SELECT UNIX_TIMESTAMP() AS s');
  return changedKeys(session, tables, await logsOf(node), Number(now?.s) - sinceS);
}

async function compareChanged(
  pair: Pair,
  tables: readonly Table[],
  { keys }: ChangedKeys,
  options: ReconcileOptions,
): Promise<TableFinding[]> {
  const findings: TableFinding[] = [];
  for (const table of tables) {
    const own = keys.get(titleOf(table));
    if (!own) continue;
    findings.push(
      (await otherwiseDefined(pair, table, options)) ?? (await compareKeys(pair, table, own, options)),
    );
  }
  return findings;
}

type Chosen = { readonly table: Table; readonly only: string };

/** The tables with the condition that rows are compared under; without one of the wanted column they are left out. */
async function withConditions(
  source: Session,
  tables: readonly Table[],
  { modified }: Pick<ReconcileOptions, 'modified'>,
): Promise<{ chosen: Chosen[]; leftOut: string[] }> {
  if (!modified) return { chosen: tables.map((table) => ({ table, only: 'TRUE' })), leftOut: [] };
  const { column, sinceS } = modified;
  // A DATETIME is in the time of the server; a TIMESTAMP will be read in UTC.
  const [at] = await source.query<{ local: string; utc: string }>(
    'SELECT CAST(NOW() - INTERVAL ? SECOND AS CHAR) AS local, CAST(UTC_TIMESTAMP() - INTERVAL ? SECOND AS CHAR) AS utc',
    [sinceS, sinceS],
  );
  const chosen: Chosen[] = [];
  const leftOut: string[] = [];
  for (const table of tables) {
    const type = table.columns.find(({ name }) => name === column)?.type;
    if (type === 'timestamp' || type === 'datetime') {
      const since = type === 'timestamp' ? at?.utc : at?.local;
      chosen.push({ table, only: `${quotedName(column)} >= '${since}'` });
    } else leftOut.push(`${titleOf(table)}: it has no column ${column} of type DATETIME or TIMESTAMP`);
  }
  return { chosen, leftOut };
}

async function compareAll(
  pair: Pair,
  chosen: readonly Chosen[],
  options: ReconcileOptions,
): Promise<TableFinding[]> {
  const findings: TableFinding[] = [];
  for (const { table, only } of chosen) {
    const how = { ...options, only, rows: options.chunkRows };
    findings.push((await otherwiseDefined(pair, table, options)) ?? (await compareTable(pair, table, how)));
  }
  if (options.modified) return findings;
  const known = new Set(chosen.map(({ table }) => titleOf(table)));
  for (const table of await tablesOf(pair.other.session, options.schemas)) {
    if (known.has(titleOf(table))) continue;
    const finding = await besides(pair, table, options);
    if (finding) findings.push(finding);
  }
  return findings;
}

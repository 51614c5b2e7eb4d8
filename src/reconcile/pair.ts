import type { Session } from '../engine/session.ts';

/** A node whose rows are compared, with the session that reads them. */
export type Side = { readonly node: string; readonly session: Session };

/** Two nodes: that whose rows are right, and another. */
export type Pair = { readonly source: Side; readonly other: Side };

/** Makes what is read the same on every server, whatever its settings are, and newest with every statement. */
export async function prepareSession(session: Session): Promise<void> {
  await session.query("SET SESSION sql_mode = '', time_zone = '+00:00', group_concat_max_len = 1048576");
  await session.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
}

/** What reading both gave, at the same time. */
export async function onBoth<T>(
  { source, other }: Pair,
  read: (session: Session) => Promise<T>,
): Promise<[T, T]> {
  return Promise.all([read(source.session), read(other.session)]);
}

/**
 * Waits until the other node has what the source has executed by now.
 *
 * @returns whether it has, within `withinMs`
 */
export async function catchUp({ source, other }: Pair, withinMs: number): Promise<boolean> {
  const [now] = await source.session.query<{ executed: string }>('SELECT @@global.gtid_executed AS executed');
  const [waited] = await other.session.query<{ missed: number | null }>(
    'SELECT WAIT_FOR_EXECUTED_GTID_SET(?, ?) AS missed',
    [now?.executed ?? '', withinMs / 1000],
  );
  return waited?.missed === 0;
}

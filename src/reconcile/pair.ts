import type { Session } from '../engine/session.ts';

/** A node whose rows are compared, with the session that reads them. */
export type Side = { readonly node: string; readonly session: Session };

/** Two nodes: that whose rows are right, and another. */
export type Pair = { readonly source: Side; readonly other: Side };

/** How often a difference is looked at again, and how long the other node may take to catch up each time (ms). */
export type Recheck = { readonly times: number; readonly catchUpMs: number };

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

/** Whether something differs that was seen to differ once; or why that cannot be told. */
export async function recheck(
  pair: Pair,
  { times, catchUpMs }: Recheck,
  read: (session: Session) => Promise<string | null>,
): Promise<'same' | 'differs' | string> {
  let why = '';
  for (let turn = 0; turn < times; turn += 1) {
    const before = await read(pair.source.session);
    const caughtUp = await catchUp(pair, catchUpMs);
    const other = await read(pair.other.session);
    const after = await read(pair.source.session);
    if (other === before || other === after) return 'same';
    if (caughtUp && before === after) return 'differs';
    why = caughtUp
      ? `it changes all the time on ${pair.source.node}`
      : `${pair.other.node} has not caught up within ${catchUpMs} ms`;
  }
  return why;
}

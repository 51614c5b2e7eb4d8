import type { Connection, ResultSetHeader, RowDataPacket } from 'mysql2/promise';

/** A session with a server. Whoever opened it destroys it. */
export type Session = Connection;

/** The rows that a statement answers, in `timeoutMs` at most where that is given. */
export async function rowsOf<Row>(
  session: Session,
  sql: string,
  values: readonly (string | number | readonly string[])[] = [],
  timeoutMs?: number,
): Promise<Row[]> {
  const timeout = timeoutMs === undefined ? {} : { timeout: timeoutMs };
  const [rows] = await session.query<(RowDataPacket & Row)[]>({ sql, values: [...values], ...timeout });
  return rows;
}

/** What a statement did. `gtids` needs `SET SESSION session_track_gtids = OWN_GTID`, and `gtid_mode` ON. */
export type Done = { readonly affectedRows: number; readonly gtids: readonly string[] };

/** As the driver parses the OK packet's session state; its types do not have it yet. */
type Header = ResultSetHeader & { stateChanges?: { gtids: string[] } };

/** Runs a statement that returns no rows, in `timeoutMs` at most. */
export async function executeOn(
  session: Session,
  sql: string,
  timeoutMs: number,
  values: readonly number[] = [],
): Promise<Done> {
  const [header] = await session.query<Header>({ sql, values: [...values], timeout: timeoutMs });
  return { affectedRows: header.affectedRows, gtids: header.stateChanges?.gtids ?? [] };
}

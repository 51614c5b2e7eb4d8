import type { Session } from '../../../engine/mysql/statements.ts';
import { rowsOf } from './sql.ts';

/** What a replica says of itself. */
export type Applier = {
  /** What it received and did not commit, as GTIDs. */
  readonly outstanding: string;
  readonly received: string;
  readonly running: boolean;
  /** The newest error of the applier, or none. */
  readonly error: string;
};

const sql = `
  SELECT REPLACE(receiver.RECEIVED_TRANSACTION_SET, '\\n', '') AS received, applier.SERVICE_STATE AS state,
    REPLACE(GTID_SUBTRACT(receiver.RECEIVED_TRANSACTION_SET, @@global.gtid_executed), '\\n', '') AS outstanding,
    (SELECT GROUP_CONCAT(LAST_ERROR_MESSAGE SEPARATOR ' / ')
       FROM performance_schema.replication_applier_status_by_worker
      WHERE CHANNEL_NAME = '' AND LAST_ERROR_NUMBER <> 0) AS error
  FROM performance_schema.replication_connection_status AS receiver
    JOIN performance_schema.replication_applier_status AS applier USING (CHANNEL_NAME)
  WHERE receiver.CHANNEL_NAME = ''`;

type Row = { received: string; state: 'ON' | 'OFF'; outstanding: string; error: string | null };

/** The applier of a server; undefined when it follows nobody. */
export async function applierOf(connection: Session): Promise<Applier | undefined> {
  const [row] = await rowsOf<Row>(connection, sql);
  if (!row) return undefined;
  const { received, outstanding, state, error } = row;
  return { received, outstanding, running: state === 'ON', error: error ?? '' };
}

import type { Done, Session } from '../../../engine/session.ts';
import { executedBy } from '../../../engine/transactions.ts';
import { onlyPrimary } from '../../premises.ts';
import type { FaultContext, FaultTarget, Injection, Proof } from '../../types.ts';
import { execute, onServer, quoteTable, rowsOf, type TableName } from './sql.ts';

/** A statement that destroys data, run as somebody would by mistake: committed, replicated, not to be undone. */
export type Damage = {
  readonly sql: string;
  /** What another session sees afterwards. */
  seen(connection: Session, done: Done): Promise<Proof>;
};

/** Where somebody destroys data by mistake. */
export const whereDataIsWritten = onlyPrimary('data is destroyed where it is written: aim it at the primary');

/**
 * Runs the statement that `plan` makes and keeps its own GTID. What `plan` looks up comes before the instant of
 * effect. A server that closes the connection instead of answering, as a member does that its group throws out for
 * this very statement, may have committed all the same: what another session sees tells.
 */
export async function doDamage(
  target: FaultTarget,
  { nowMs }: FaultContext,
  plan: (connection: Session) => Promise<Damage> | Damage,
): Promise<Injection> {
  return onServer(target, async (connection) => {
    const { sql, seen } = await plan(connection);
    await target.engine.statements.tellOwn(connection);
    const effectAtMs = nowMs();
    const answer = await execute(connection, sql).catch(nothingWhenClosed);
    const done = answer ?? untold;
    const gtids = done.transactions.join(',');
    const prove = (): Promise<Proof> =>
      onServer(target, async (other) => {
        const { proved, evidence } = await seen(other, done);
        if (!answer)
          return { proved, evidence: `${evidence}; the server closed the connection without an answer` };
        const committed = gtids === '' || (await isExecuted(target, other, gtids));
        const asGtid = gtids === '' ? 'without a GTID' : `as ${gtids}`;
        return {
          proved: proved && committed,
          evidence: `${evidence}; ${committed ? 'committed' : 'not committed'} ${asGtid}`,
        };
      });
    return { effectAtMs, prove, healing: null };
  });
}

/** Of a statement that got no answer: what needs the number of its rows cannot be proved. */
const untold: Done = { affectedRows: Number.NaN, transactions: [] };

function nothingWhenClosed(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'PROTOCOL_CONNECTION_LOST') return null;
  throw error;
}

async function isExecuted({ engine }: FaultTarget, session: Session, gtids: string): Promise<boolean> {
  return executedBy(await engine.observe(session)).contains(engine.transactions(gtids));
}

/** How many rows a table has at this moment. */
export async function countRows(connection: Session, name: TableName): Promise<number> {
  const [row] = await rowsOf<{ rows: number }>(
    connection,
    `SELECT COUNT(*) AS \`rows\` FROM ${quoteTable(name)}`,
  );
  return Number(row?.rows);
}

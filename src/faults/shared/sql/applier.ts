import type { Session } from '../../../engine/session.ts';
import { executedBy, receivedBy } from '../../../engine/transactions.ts';
import type { Engine } from '../../../engine/types.ts';

/** What a replica says of itself. */
export type Applier = {
  /** What it received and did not commit, as its engine writes transactions. */
  readonly outstanding: string;
  readonly running: boolean;
  /** The newest error of the applier, or none. */
  readonly error: string;
};

/** The applier of a server; undefined when it follows nobody. */
export async function applierOf(
  engine: Pick<Engine, 'observe'>,
  session: Session,
): Promise<Applier | undefined> {
  const state = await engine.observe(session);
  if (!state.source) return undefined;
  const { applier, applierError } = state.source;
  const outstanding = String(receivedBy(state).minus(executedBy(state)));
  return { outstanding, running: applier === 'on', error: applierError };
}

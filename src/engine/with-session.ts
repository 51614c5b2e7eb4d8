import type { Session } from './session.ts';
import type { Account, Engine, NodeAddress } from './types.ts';

/** An administrator's session must be there by then (ms). */
const withinMs = 5000;

/** Runs `use` on a session of its own, closed afterwards. */
export async function withSession<T>(
  engine: Pick<Engine, 'session'>,
  at: Pick<NodeAddress, 'host' | 'port'>,
  account: Account,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await engine.session(at, account, withinMs);
  try {
    return await use(session);
  } finally {
    session.destroy();
  }
}

import { randomBytes } from 'node:crypto';
import type { Account, Engine, NodeAddress } from '../../engine/types.ts';
import { withSession } from '../../engine/with-session.ts';
import { keepSecret } from '../../secrets.ts';
import type { ClientSettings } from './schema.ts';

/** So the users are called of clients that have an account of their own. */
const infix = '_client_';

/** Whether a session is of the application, or of a client with an account of its own. */
export function isOfClients(user: string, application: string): boolean {
  return user === application || user.startsWith(`${application}${infix}`);
}

/**
 * Makes the accounts of the clients that want one of their own, by the name of the client. Each logs in on the primary once,
 * which remembers its password from then on: no other server does (caching_sha2_password).
 */
export async function makeOwnAccounts(
  clients: readonly Pick<ClientSettings, 'name' | 'account'>[],
  {
    engine,
    primary,
    accounts: { admin, application },
  }: {
    readonly engine: Engine;
    readonly primary: NodeAddress;
    readonly accounts: { readonly admin: Account; readonly application: Account };
  },
): Promise<Record<string, Account>> {
  const made: Record<string, Account> = {};
  for (const [index, { name, account }] of clients.entries()) {
    if (account !== 'own') continue;
    const own = {
      user: `${application.user}${infix}${index}`,
      password: randomBytes(18).toString('base64url'),
    };
    keepSecret(own.password);
    await withSession(engine, primary, admin, async (session) => {
      await session.query(`CREATE USER '${own.user}'@'%' IDENTIFIED BY ?`, [own.password]);
      await session.query(`GRANT INSERT ON ledger.* TO '${own.user}'@'%'`);
    });
    await withSession(engine, primary, own, (session) => session.query('DO 0'));
    made[name] = own;
  }
  return made;
}

import { randomBytes } from 'node:crypto';
import type { Account, Accounts } from '../engine/types.ts';
import { environmentError } from '../errors.ts';
import type { NamedAccount } from '../topology/stack-schema.ts';

/**
 * New accounts for one run. The passwords live in the cluster's environment and in memory, nowhere else.
 *
 * @param prefix of their names, which no account of a stack has
 */
export function newAccounts(prefix: 'ha' | 'ha_drill'): Accounts {
  const account = (user: string) => ({ user, password: randomBytes(18).toString('base64url') });
  return {
    admin: account(`${prefix}_admin`),
    replication: account(`${prefix}_replication`),
    application: account(`${prefix}_application`),
  };
}

/** The variables by which a compose file gets the passwords. */
export function accountVariables(accounts: Accounts): Record<string, string> {
  return {
    HA_DRILL_ADMIN_PASSWORD: accounts.admin.password,
    HA_DRILL_REPLICATION_PASSWORD: accounts.replication.password,
    HA_DRILL_APPLICATION_PASSWORD: accounts.application.password,
  };
}

/**
 * An account that a user names.
 *
 * @throws DrillError (exit 3) when its password is not in the environment
 */
export function namedAccount({ user, passwordVariable }: NamedAccount): Account {
  const password = process.env[passwordVariable];
  if (password !== undefined) return { user, password };
  throw environmentError(`The password of ${user} is not known: ${passwordVariable} is not set.`, {
    hint: `Set ${passwordVariable} in the environment of ha-drill. Nothing was changed.`,
  });
}

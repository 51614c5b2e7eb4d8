import { z } from 'zod';
import type { Session } from '../../engine/session.ts';
import { environmentError } from '../../errors.ts';
import { bySql } from '../holds.ts';
import { databaseNode } from '../premises.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { execute, onServer, rowsOf } from '../shared/sql/sql.ts';
import { unlogged } from '../shared/sql/writable.ts';
import type { Fault, FaultContext, FaultTarget, Injection, Proof } from '../types.ts';

const name = 'revoke-privileges';
const parameters = z
  .object({
    user: z
      .string()
      .regex(/^[A-Za-z0-9_]{1,32}$/, 'expected the name of an account: letters, digits and underscores')
      .refine(
        (user) => !['root', 'ha_admin'].includes(user),
        'expected no administrator: nobody could heal it',
      )
      .default('ha_application')
      .meta({ description: 'whose privileges; the host is %' }),
  })
  .strict();

export const fault: Fault<typeof parameters> = {
  name,
  description:
    'REVOKE of all privileges of the application account, on the target alone (off the binary log): its statements are denied from the next one on.',
  disruption: () => 'access',
  parameters,
  premises: { target: databaseNode('only databases have privileges') },
  end: 'healed',
  holds: ({ user }) => [`privileges of ${user}`],
  uses: ({ user }) => [...bySql, `privileges of ${user}`],
  inject: (targets, { user }, context) => onEachTarget(targets, (target) => revoke(target, user, context)),
};

async function revoke(target: FaultTarget, user: string, { nowMs }: FaultContext): Promise<Injection> {
  const account = `'${user}'@'%'`;
  return onServer(target, async (connection) => {
    const before = await grantsOf(connection, account);
    if (before.every(isUsage)) {
      throw environmentError(`${name}: ${account} has no privileges on ${target.service}`, {
        hint: 'what is to be revoked must have been granted',
      });
    }
    const effectAtMs = nowMs();
    await unlogged(target.engine, connection, async () => {
      await execute(connection, `REVOKE ALL PRIVILEGES, GRANT OPTION FROM ${account}`);
    });
    return {
      effectAtMs,
      prove: () => onServer(target, async (other) => seenRevoked(await grantsOf(other, account))),
      healing: {
        heal: () =>
          onServer(target, (other) => unlogged(target.engine, other, () => grantAgain(other, before))),
        prove: () => onServer(target, async (other) => seenGranted(await grantsOf(other, account), before)),
      },
    };
  });
}

async function grantAgain(connection: Session, grants: readonly string[]): Promise<void> {
  for (const grant of grants) await execute(connection, grant);
}

/** What the server itself says would make the account's privileges. */
async function grantsOf(connection: Session, account: string): Promise<string[]> {
  const rows = await rowsOf<Record<string, string>>(connection, `SHOW GRANTS FOR ${account}`);
  return rows.flatMap((row) => Object.values(row).map(withoutPassword)).sort();
}

/** MariaDB tells the digest of a password with the grants. */
function withoutPassword(grant: string): string {
  return grant.replace(/ IDENTIFIED BY PASSWORD '[^']*'/, '');
}

/** "USAGE" is no privilege. */
function isUsage(grant: string): boolean {
  return grant.startsWith('GRANT USAGE ON');
}

function seenRevoked(grants: readonly string[]): Proof {
  const left = grants.filter((grant) => !isUsage(grant));
  const proved = left.length === 0;
  return { proved, evidence: proved ? `only ${grants.join(', ')} is left` : `left: ${left.join(', ')}` };
}

function seenGranted(grants: readonly string[], before: readonly string[]): Proof {
  const proved = grants.join('\n') === before.join('\n');
  return { proved, evidence: `${proved ? 'granted as before' : 'not as before'}: ${grants.join(', ')}` };
}

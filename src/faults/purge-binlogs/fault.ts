import { z } from 'zod';
import type { Session } from '../../engine/session.ts';
import { bySql } from '../holds.ts';
import { onlyPrimary } from '../premises.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { execute, onServer, rowsOf } from '../shared/sql/sql.ts';
import type { Fault, FaultContext, FaultTarget, Injection, Proof } from '../types.ts';

const parameters = z.object({}).strict();

export const fault: Fault<typeof parameters> = {
  name: 'purge-binlogs',
  description:
    'FLUSH BINARY LOGS and PURGE of all but the new one on the primary: a replica that is behind cannot catch up, and no point in time can be recovered from these logs.',
  disruption: () => 'replication',
  parameters,
  premises: {
    target: onlyPrimary('replicas and archives read the binary logs of the primary'),
    replication: ['binary-logs'],
  },
  end: 'lasting',
  uses: () => bySql,
  inject: (targets, _, context) => onEachTarget(targets, (target) => purge(target, context)),
};

async function purge(target: FaultTarget, { nowMs }: FaultContext): Promise<Injection> {
  return onServer(target, async (connection) => {
    const before = await logsOf(connection);
    await execute(connection, 'FLUSH BINARY LOGS');
    const newest = (await logsOf(connection)).at(-1) ?? '';
    const effectAtMs = nowMs();
    await rowsOf(connection, 'PURGE BINARY LOGS TO ?', [newest]);
    const prove = async (): Promise<Proof> => {
      const files = await onServer(target, logsOf);
      // The server keeps what a replica is reading right now.
      const gone = before.filter((file) => !files.includes(file));
      const kept = before.length - gone.length;
      const evidence = `${gone.length} binary logs purged, ${kept} kept; the oldest is ${files[0] ?? 'none'}`;
      return { proved: gone.length > 0, evidence };
    };
    return { effectAtMs, prove, healing: null };
  });
}

async function logsOf(connection: Session): Promise<string[]> {
  const rows = await rowsOf<{ Log_name: string }>(connection, 'SHOW BINARY LOGS');
  return rows.map((one) => one.Log_name);
}

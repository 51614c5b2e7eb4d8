import { z } from 'zod';
import type { Session } from '../../engine/session.ts';
import { environmentError } from '../../errors.ts';
import { bySql } from '../holds.ts';
import { databaseNode } from '../premises.ts';
import { onEachTarget, seenWithin } from '../shared/each-target.ts';
import { isDown } from '../shared/sql/held.ts';
import { isServerError, onServer, rowsOf } from '../shared/sql/sql.ts';
import type { Fault, FaultContext, FaultTarget, Injection, Proof } from '../types.ts';

const name = 'connections-exhausted';
const tooManyConnections = 1040;
/** More would exhaust the file descriptors of the harness first. */
const mostConnections = 2000;
const atOnce = 16;
const freedWithinMs = 10_000;
const parameters = z.object({}).strict();

export const fault: Fault<typeof parameters> = {
  name,
  description:
    'Opens idle connections until the server refuses (ER_CON_COUNT_ERROR). The one that only administrators get stays free; so does what other clients give back later.',
  disruption: () => 'resource',
  parameters,
  premises: { target: databaseNode('only databases have max_connections') },
  end: 'healed',
  holds: () => ['connections'],
  uses: () => bySql,
  inject: (targets, _, context) => onEachTarget(targets, (target) => exhaust(target, context)),
};

async function exhaust(target: FaultTarget, { nowMs }: FaultContext): Promise<Injection> {
  const most = await onServer(target, maxConnections);
  if (most > mostConnections) {
    throw environmentError(
      `${name}: ${target.service} allows ${most} connections, more than ${mostConnections}`,
      {
        hint: 'lower max_connections of the topology',
      },
    );
  }
  const crowd: Session[] = [];
  const leave = (): void => {
    for (const connection of crowd.splice(0)) connection.destroy();
  };
  const effectAtMs = await fill(target, crowd, nowMs).catch((error) => {
    leave();
    throw error;
  });
  return {
    effectAtMs,
    prove: async () => {
      await fill(target, crowd, nowMs);
      const evidence = `${crowd.length} idle connections opened, the next was refused: Too many connections (max_connections = ${most})`;
      return { proved: true, evidence };
    },
    healing: { heal: async () => leave(), prove: () => seenFree(target) },
  };
}

/**
 * Opens connections until one is refused, then gives one back: the server lets administrators in once more than
 * `max_connections` (manual, "Session Interfaces"), and we are one. Refused at once, we took that one from nobody:
 * another administrator has it, or the server has not seen yet that we gave it back.
 *
 * @returns the instant before the first refused attempt
 */
async function fill(target: FaultTarget, crowd: Session[], nowMs: () => number): Promise<number> {
  const before = crowd.length;
  for (;;) {
    const sentAtMs = nowMs();
    const attempts = await Promise.allSettled(Array.from({ length: atOnce }, () => target.connect()));
    for (const attempt of attempts) if (attempt.status === 'fulfilled') crowd.push(attempt.value);
    const refusals = attempts.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    const other = refusals.find((error) => !isServerError(error, tooManyConnections));
    if (other) throw other;
    if (refusals.length === 0) continue;
    if (crowd.length > before) await crowd.pop()?.end();
    return sentAtMs;
  }
}

/** The server takes a moment to see that the crowd has left, and may let nobody in before. */
function seenFree(target: FaultTarget): Promise<Proof> {
  return seenWithin(freedWithinMs, async () => {
    try {
      return await onServer(target, seenRoom);
    } catch (error) {
      if (isServerError(error, tooManyConnections))
        return { proved: false, evidence: 'all connections in use' };
      if (!(await isDown(target, error))) throw error;
      return { proved: true, evidence: 'the server is down, and its connections with it' };
    }
  });
}

async function seenRoom(connection: Session): Promise<Proof> {
  const most = await maxConnections(connection);
  const used = await usedConnections(connection);
  return { proved: used < most, evidence: `${used} of ${most} connections in use` };
}

async function maxConnections(connection: Session): Promise<number> {
  const [row] = await rowsOf<{ most: number }>(connection, 'SELECT @@global.max_connections AS most');
  return Number(row?.most);
}

async function usedConnections(connection: Session): Promise<number> {
  const [row] = await rowsOf<{ Value: string }>(connection, "SHOW GLOBAL STATUS LIKE 'Threads_connected'");
  return Number(row?.Value);
}

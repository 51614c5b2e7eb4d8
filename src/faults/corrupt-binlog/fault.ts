import { posix } from 'node:path';
import { z } from 'zod';
import type { Session } from '../../engine/session.ts';
import { environmentError } from '../../errors.ts';
import { bySql } from '../holds.ts';
import { databaseNode } from '../premises.ts';
import { onFiles } from '../shared/agents.ts';
import { isWholeEvent } from '../shared/disk/checksums.ts';
import { flip, type Place, readBytes } from '../shared/disk/flip.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { onServer, rowsOf } from '../shared/sql/sql.ts';
import type { Fault, FaultTarget, Injection } from '../types.ts';

const name = 'corrupt-binlog';
const parameters = z
  .object({
    file: z
      .string()
      .regex(/^[\w.-]+\.\d+$/, 'expected the name of a binary log, such as binlog.000003')
      .optional()
      .meta({ description: 'which binary log; without it the newest', examples: ['binlog.000003'] }),
  })
  .strict();

/** A binary log that cannot be replayed: nobody notices, until somebody needs it. */
export const fault: Fault<typeof parameters> = {
  name,
  description:
    'Flips 8 bytes in the first transaction of a binary log, while the server runs. Replicas that have it already are not harmed; a replica or a restore that reads it fails. Healed, the bytes are as before.',
  disruption: () => 'storage',
  parameters,
  agent: onFiles(),
  premises: {
    target: databaseNode('only a database server has binary logs'),
    replication: ['binary-logs'],
  },
  leaves: { marks: ['corruption'], on: 'any' },
  end: 'healed',
  uses: () => bySql,
  inject: (targets, { file }) => onEachTarget(targets, (target) => corrupt(target, file)),
};

async function corrupt(target: FaultTarget, file: string | undefined): Promise<Injection> {
  const { title, eventBytes, ...start } = await onServer(target, (connection) => findEvent(connection, file));
  const event = await readBytes(target, start, eventBytes);
  if (!isWholeEvent(event)) {
    throw environmentError(`${name}: ${title} of ${target.service} has no checksum that can be read.`, {
      hint: 'it needs binlog_checksum = CRC32, and binlog_encryption = OFF',
    });
  }
  // The last bytes before the checksum.
  const at = eventBytes - 12;
  const place = { path: start.path, offset: start.offset + at };
  const flipped = await flip(target, place, event.subarray(at, at + 8));
  return {
    effectAtMs: flipped.effectAtMs,
    prove: async () => {
      const now = await readBytes(target, start, eventBytes);
      const proved = now.length === eventBytes && !isWholeEvent(now);
      return { proved, evidence: `${title} ${proved ? 'does not match' : 'matches'} its checksum` };
    },
    healing: { heal: flipped.restore, prove: flipped.seenRestored },
  };
}

/** An event of a binary log. */
type Event = Place & { readonly eventBytes: number; readonly title: string };

/** The first event with data: of rows, or of a statement. */
async function findEvent(connection: Session, wanted: string | undefined): Promise<Event> {
  const logs = await rowsOf<{ Log_name: string }>(connection, 'SHOW BINARY LOGS');
  const file = wanted ?? logs.at(-1)?.Log_name;
  if (file === undefined || !logs.some(({ Log_name }) => Log_name === file)) {
    throw environmentError(`${name}: the server has no binary log ${file ?? 'at all'}.`, {
      hint: `it has: ${logs.map(({ Log_name }) => Log_name).join(', ') || 'none'}`,
    });
  }
  const events = await rowsOf<{ Pos: number; End_log_pos: number; Event_type: string }>(
    connection,
    'SHOW BINLOG EVENTS IN ? LIMIT 200',
    [file],
  );
  const event =
    events.find(({ Event_type }) => Event_type.includes('_rows')) ??
    events.find(({ Event_type }) => Event_type === 'Query');
  if (!event) throw environmentError(`${name}: there is no transaction in ${file} yet.`);
  const [base] = await rowsOf<{ path: string }>(connection, 'SELECT @@log_bin_basename AS path');
  return {
    path: posix.join(posix.dirname(base?.path ?? ''), file),
    offset: event.Pos,
    eventBytes: event.End_log_pos - event.Pos,
    title: `the ${event.Event_type} event at ${event.Pos} of ${file}`,
  };
}

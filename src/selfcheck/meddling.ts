import type { Meddling } from '../drill/conduct.ts';
import type { ClusterDrill } from '../drill/drill.ts';
import { faultTargets } from '../drill/targets.ts';
import type { Session } from '../engine/session.ts';
import { withSession } from '../engine/with-session.ts';
import { environmentError } from '../errors.ts';
import { unlogged } from '../faults/shared/sql/writable.ts';
import { primaryOf } from '../observe/ready.ts';
import { type Key, planted } from './planted.ts';

/** What the self-check does by hand, and how to tell people. */
export type Meddler = { readonly text: string; readonly meddling: Meddling };

/**
 * Once the load has ended: a row and an index on one replica; and on all nodes a row, a row more, and the definer of a view.
 * Off the binary log.
 */
export const changeRows: Meddler = {
  text: 'rows and definitions changed off the binary log',
  meddling: {
    collect: async (drill) => {
      const primary = primaryOf(drill.observer.latest());
      const replica = drill.cluster.nodes.find(({ name }) => name !== primary);
      if (!primary || !replica)
        throw environmentError('There is no primary, or no replica, to change rows of.');
      for (const node of drill.cluster.nodes) {
        await withSession(drill.cluster.engine, node, drill.cluster.accounts.admin, (connection) =>
          unlogged(drill.cluster.engine, connection, async () => {
            if (node === replica) {
              await change(connection, planted.changedOnOne);
              await connection.query(`ALTER TABLE ${planted.index.table} DROP KEY ${planted.index.name}`);
            }
            await change(connection, planted.changedOnAll);
            await insert(connection, planted.phantom);
            await leaveView(connection);
          }),
        );
      }
      drill.say(
        'harness-note',
        `selfcheck changed rows and definitions by hand, off the binary log: ${replica.name} and all nodes`,
      );
    },
  },
};

/** Once the full backup is taken: one bit of its largest file. */
export const flipBitOfBackup: Meddler = {
  text: 'a bit of the full backup flipped',
  meddling: {
    method: async (drill) => {
      const { cluster } = drill;
      if (!cluster.backup)
        throw environmentError('There is no backup service whose backup could be damaged.');
      const code = await runIn(drill, cluster.backup.name, flipBit);
      if (code !== 0) throw environmentError(`The backup could not be damaged (exit code ${code}).`);
      drill.say('harness-note', 'selfcheck flipped a bit of the full backup');
    },
  },
};

const flipBit = `set -eu
cd /var/lib/ha-drill-store/full
file=$(find . -path '*/data/*' -type f -printf '%s %p\\n' | sort -n | tail -1 | cut -d' ' -f2-)
byte=$(od -An -tu1 -j100 -N1 "$file")
printf "\\\\$(printf %03o $((byte ^ 1)))" | dd of="$file" bs=1 seek=100 conv=notrunc
`;

async function runIn(drill: ClusterDrill, service: string, script: string): Promise<number | undefined> {
  const [target] = faultTargets(drill, [service]);
  return target?.runInContainer(['sh', '-c', script]);
}

async function change(connection: Session, { writer, sequence }: Key): Promise<void> {
  const sql = 'UPDATE ledger.entries SET value = value + 1 WHERE writer = ? AND sequence = ?';
  const { affectedRows } = await connection.execute(sql, [writer, sequence], 10_000);
  if (affectedRows !== 1)
    throw environmentError(`There is no row of writer ${writer} sequence ${sequence} to change.`);
}

async function insert(connection: Session, { writer, sequence }: Key): Promise<void> {
  await connection.query('INSERT INTO ledger.entries VALUES (?, ?, 7, 1)', [writer, sequence]);
}

/** The view is of somebody whose account is dropped then. */
async function leaveView(connection: Session): Promise<void> {
  const { view, definer } = planted;
  await connection.query(`CREATE USER ${definer} ACCOUNT LOCK`);
  await connection.query(`ALTER DEFINER = ${definer} VIEW ${view} AS SELECT 1 AS id`);
  await connection.query(`DROP USER ${definer}`);
}

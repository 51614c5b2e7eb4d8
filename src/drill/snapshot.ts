import type { Observation } from '../engine/observation.ts';
import type { Session } from '../engine/session.ts';
import type { NodeAddress } from '../engine/types.ts';
import { withSession } from '../engine/with-session.ts';
import { type FinalEnd, type FinalHeader, finalFormat } from '../history/schema.ts';
import type { FinalStateWriter } from '../history/writer.ts';
import { workloads } from '../workload/list.ts';
import { collectTable, unlessMissing } from '../workload/table.ts';
import { recordBesideFinals } from './beside.ts';
import type { ClusterDrill } from './drill.ts';

/** A node that commits without a pause is read as it is after so many attempts to find one. */
const mostAttempts = 20;

/**
 * Records all rows of a node of one instant, and its state then, into `final/`: every table that the workload has.
 * A file that the reading did not come to the end of says so, by the line that it lacks.
 */
export async function snapshot(
  drill: ClusterDrill,
  node: NodeAddress,
  taken: FinalHeader['taken'],
): Promise<void> {
  const { tables, collect } = workloads[drill.plan.scenario.workload.kind];
  await withSession(drill.cluster.engine, node, drill.cluster.accounts.admin, async (connection) => {
    const state = await openView(drill, node, connection);
    const takenAtMs = drill.clock.nowMs();
    // A node may be copied anew more than once.
    const label = taken === 'final' ? node.name : `${node.name}.${taken}.${Math.round(takenAtMs)}`;
    const about = { node: node.name, taken, takenAtMs, state, tables: [...tables] };
    const file = await drill.record.finalState(label, { format: finalFormat, ...about });
    const end: FinalEnd = {
      rows: await unlessMissing(() => readLedger(file, collect(connection))),
      tables: {},
    };
    for (const table of tables) {
      end.tables[table.name] = await unlessMissing(async () => {
        const rows = await collectTable(connection, table);
        await file.table([table.name, rows]);
        return rows.length;
      });
    }
    await file.end(end);
    if (taken === 'final') await recordBesideFinals(drill.beside, node.name, takenAtMs, connection);
  });
}

async function readLedger(
  file: FinalStateWriter,
  lines: ReturnType<(typeof workloads)['ledger']['collect']>,
): Promise<number> {
  let rows = 0;
  for await (const line of lines) {
    await file.rows(line);
    rows += line[1].length;
  }
  return rows;
}

/**
 * Opens a view of all tables at one instant, and resolves with the state of the node then: nothing was committed while it
 * was opened. Of a node that never rests, the state just before, and a note says so.
 */
async function openView(drill: ClusterDrill, node: NodeAddress, connection: Session): Promise<Observation> {
  await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
  for (let attempt = 1; ; attempt += 1) {
    const before = await drill.cluster.engine.observe(connection);
    await connection.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
    const after = await drill.cluster.engine.observe(connection);
    if (after.executed === before.executed) return after;
    if (attempt < mostAttempts) continue;
    const text = `${node.name} commits without a pause: its rows were read a moment after its transactions were`;
    drill.say('harness-note', text, { node: node.name });
    return before;
  }
}

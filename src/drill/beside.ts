import { z } from 'zod';
import type { Session } from '../engine/session.ts';
import type { NodeAddress } from '../engine/types.ts';
import { withSession } from '../engine/with-session.ts';
import { messageOf } from '../errors.ts';
import type { BesideLine } from '../history/beside.ts';
import type { BesideWriter, RecordWriter } from '../history/writer.ts';
import type { Scenario } from '../scenario/schema.ts';
import { within } from '../wait.ts';
import { type BesideName, besideWorkloads } from '../workload/beside/list.ts';
import { startBeside } from '../workload/beside/start.ts';
import type { BesideWorkload } from '../workload/beside/types.ts';
import { clients } from '../workload/clients/clients.ts';
import type { Load } from '../workload/load.ts';
import type { BesideRun, ClusterDrill } from './drill.ts';

/**
 * The workloads beside the ledger of a scenario, each with all its options, and its clients; and a file of the record for
 * each workload, and one for all clients.
 */
export async function openBeside(
  record: Pick<RecordWriter, 'beside'>,
  { beside = [], clients: given }: Pick<Scenario['workload'], 'beside' | 'clients'>,
): Promise<BesideRun[]> {
  const workloads = await Promise.all(
    beside.map(async ({ kind, rate, connections, deadline, with: given }) => {
      const workload: BesideWorkload = besideWorkloads[kind];
      const options = besideWorkloads[kind].options.parse(given);
      const writer = await record.beside({ workload: kind, options });
      const load = { kind, ratePerSecond: rate, connections, deadlineMs: deadline, options };
      return { load, workload, options, writer };
    }),
  );
  if (!given) return workloads;
  const options = { clients: given };
  const about = { workload: clients.name, options: json.parse(options) };
  return [...workloads, { load: undefined, workload: clients, options, writer: await record.beside(about) }];
}

/** What is undefined is left out. */
const json = z.preprocess((value) => JSON.parse(JSON.stringify(value)), z.record(z.string(), z.json()));

/** Starts them all; undefined where the scenario has none. */
export function startBesideLoads({ beside, cluster, plan, clock, abort }: ClusterDrill): Load | undefined {
  const loads = beside.flatMap(({ load }) => load ?? []);
  if (loads.length === 0) return undefined;
  const writers = new Map<string, BesideWriter>(
    beside.map(({ workload, writer }) => [workload.name, writer]),
  );
  return startBeside(
    {
      workloads: loads,
      ...cluster.endpoints.write,
      readHosts: cluster.endpoints.read?.hosts,
      engine: cluster.engine.name,
      account: cluster.accounts.application,
      seed: plan.seed,
      clock,
    },
    (kind: BesideName, lines: BesideLine[]) => writers.get(kind)?.operations(lines),
    abort,
  );
}

/** Where commits wait for replicas that there are not, a statement waits for ever. */
const finishWithinMs = 10_000;

/** Ends what workloads have left to the servers. What cannot be ended is noted, as the nodes may differ by it. */
export async function finishBeside(
  { beside, cluster, say }: Pick<ClusterDrill, 'beside' | 'cluster' | 'say'>,
  primary: NodeAddress,
): Promise<void> {
  for (const { workload } of beside) {
    if (!workload.finish) continue;
    const what = `the workload ${workload.name} could not be ended on ${primary.name}`;
    try {
      await withSession(cluster.engine, primary, cluster.accounts.admin, (session) =>
        within(workload.finish?.(session) ?? Promise.resolve(), finishWithinMs, 'no answer', () =>
          session.destroy(),
        ),
      );
    } catch (error) {
      say('harness-note', `${what}: ${messageOf(error)}`, { node: primary.name });
    }
  }
}

/** Records what a node has of each at the end, in the view of the session; or why that could not be read. */
export async function recordBesideFinals(
  beside: readonly BesideRun[],
  node: string,
  atMs: number,
  session: Session,
): Promise<void> {
  for (const { workload, options, writer } of beside) {
    try {
      writer.final({ node, atMs, reads: await workload.finalReads(session, options), error: null });
    } catch (error) {
      writer.final({ node, atMs, reads: null, error: messageOf(error) });
    }
  }
}

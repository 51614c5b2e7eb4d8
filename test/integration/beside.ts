import { mysql } from '../../src/engine/mysql/engine.ts';
import { withSession } from '../../src/engine/with-session.ts';
import type { BesideLine, BesideOperation, Json } from '../../src/history/beside.ts';
import type { Verdict } from '../../src/verdict.ts';
import { waitFor } from '../../src/wait.ts';
import { type BesideName, besideWorkloads } from '../../src/workload/beside/list.ts';
import { startBeside } from '../../src/workload/beside/start.ts';
import type { BesideCheck, BesideEvidence, BesideWorkload } from '../../src/workload/beside/types.ts';
import { evidenceOf } from '../support/beside.ts';
import { patienceMs } from '../support/patience.ts';
import { admin, application } from './server.ts';
import type { SqlServer } from './sql-server.ts';
import { clock } from './target.ts';

export type BesideTrial = {
  readonly server: SqlServer;
  readonly kind: BesideName;
  readonly options: Readonly<Record<string, Json>>;
  readonly ratePerSecond?: number;
  readonly connections?: number;
  readonly deadlineMs?: number;
  /** Where its clients connect, if not to the server itself. */
  readonly through?: SqlServer['at'];
  /** Where they read aside, if not there. */
  readonly readFrom?: SqlServer['at'];
};

/** A workload that runs on a server of its own. */
export type RunningBeside = {
  /** Resolves when so many more operations, of this function if one is given, were acknowledged. */
  acknowledged(more: number, name?: string): Promise<void>;
  /** Resolves when operations were acknowledged that ended so many ms later than now. */
  goesOn(forMs: number): Promise<void>;
  /** Resolves when a check that looks at operations alone has that verdict by those that have ended so far. */
  comesTo(check: BesideCheck, verdict: Verdict): Promise<void>;
  /** Stops the load, reads what the server has, and resolves with what the checks of the workload look at. */
  end(): Promise<BesideEvidence>;
  /** The same with a second node, `db2`, that has what the server has once this statement changed it behind replication. */
  endWithAnother(sql: string): Promise<BesideEvidence>;
};

/** Makes the tables of a workload and starts its load, with the operations in the order in which they end. */
export async function startTrial(trial: BesideTrial): Promise<RunningBeside> {
  const { server, kind } = trial;
  const workload: BesideWorkload = besideWorkloads[kind];
  const options = workload.options.parse(trial.options) as Record<string, Json>;
  await makeTables(trial, options);
  const operations: BesideOperation[] = [];
  let failure: Error | undefined;
  const { ratePerSecond = 100, connections = 8, deadlineMs = 5000 } = trial;
  const load = startBeside(
    {
      workloads: [{ kind, ratePerSecond, connections, deadlineMs, options }],
      hosts: [trial.through ?? server.at],
      readHosts: trial.readFrom && [trial.readFrom],
      engine: 'mysql',
      account: application,
      seed: 7,
      clock,
    },
    (_, lines) => operations.push(...lines.map(operationOf)),
    (error) => {
      failure = error;
    },
  );
  const stop = once(() => load.stop());
  const finalReads = () =>
    withSession(mysql, server.at, admin, async (session) => {
      await workload.finish?.(session);
      return workload.finalReads(session, options);
    });
  return {
    acknowledged: async (more, name) => {
      const count = () =>
        operations.filter((one) => one.outcome === 'ok' && one.function === (name ?? one.function)).length;
      const goal = count() + more;
      await waitFor({ what: `${more} more acknowledgements`, deadlineMs: patienceMs }, () => {
        if (failure) throw failure;
        const errors = [...new Set(operations.map(({ error }) => error))].join(', ');
        return count() >= goal ? { done: true, value: undefined } : { done: false, state: errors };
      });
    },
    goesOn: (forMs) => {
      const untilMs = clock.nowMs() + forMs;
      return waitFor({ what: 'operations to go on', deadlineMs: forMs + patienceMs }, () => {
        if (failure) throw failure;
        const last = operations.findLast(({ outcome }) => outcome === 'ok')?.endedAtMs ?? 0;
        return last >= untilMs
          ? { done: true, value: undefined }
          : { done: false, state: `until ${last} ms` };
      });
    },
    comesTo: (check, verdict) =>
      waitFor({ what: `the verdict ${verdict}`, everyMs: 500, deadlineMs: patienceMs }, () => {
        if (failure) throw failure;
        const found = check.judge(evidenceOf(operations, {}, options));
        return found.verdict === verdict
          ? { done: true, value: undefined }
          : { done: false, state: `${found.verdict}: ${found.summary}` };
      }),
    end: async () => {
      await stop();
      return evidenceOf(operations, { db1: await finalReads() }, options);
    },
    endWithAnother: async (sql) => {
      await stop();
      const db1 = await finalReads();
      await server.ask(sql);
      return evidenceOf(operations, { db1, db2: await finalReads() }, options);
    },
  };
}

/** Does something the first time only. */
function once<T>(action: () => T): () => T {
  let done: { readonly value: T } | undefined;
  return () => {
    done ??= { value: action() };
    return done.value;
  };
}

async function makeTables({ server, kind }: BesideTrial, options: Record<string, Json>): Promise<void> {
  const workload: BesideWorkload = besideWorkloads[kind];
  await withSession(mysql, server.at, admin, async (session) => {
    await session.query('DROP DATABASE IF EXISTS ledger');
    await session.query('CREATE DATABASE ledger');
    await workload.prepare(session, options);
  });
}

/** A line of a record as the operation that it is. */
export function operationOf(line: BesideLine): BesideOperation {
  const [index, process, name, key, value, scheduledAtMs, startedAtMs, endedAtMs, outcome, result, error] =
    line;
  const times = { scheduledAtMs, startedAtMs, endedAtMs };
  return { index, process, function: name, key, value, ...times, outcome, result, error };
}

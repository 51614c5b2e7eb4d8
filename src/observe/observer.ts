import type { Clock } from '../clock.ts';
import type { Cluster } from '../docker/cluster.ts';
import { connect } from '../engine/mysql/session.ts';
import type { Session } from '../engine/mysql/statements.ts';
import type { Account, NodeAddress, Replication } from '../engine/types.ts';
import { messageOf } from '../errors.ts';
import type { Sample } from '../history/schema.ts';
import { pause, within } from '../wait.ts';
import { hostNames } from './host-names.ts';
import { withServiceNames } from './service-names.ts';

export type Observer = {
  /** The newest sample of each node. */
  latest(): ReadonlyMap<string, Sample>;
  /** The samples of each node of the last quarter of a minute, ascending by their answers. */
  recent(): ReadonlyMap<string, readonly Sample[]>;
  /** Stops sampling; resolves when the last sample is in. */
  stop(): Promise<void>;
};

const recentMs = 15_000;

export type ObserverOptions = {
  readonly nodes: readonly NodeAddress[];
  /** One sample of a node. Rejects when it does not answer. */
  readonly observe: Replication['observe'];
  readonly account: Account;
  readonly clock: Clock;
  readonly everyMs: number;
  /** Nothing may take longer: the connection is cut and the sample is an error. */
  readonly timeoutMs: number;
  readonly onSample: (sample: Sample) => void;
};

/**
 * Samples every node at a fixed rate, each on its own connection, so that a node that hangs never delays the
 * samples of another.
 */
export function startObserver(options: ObserverOptions): Observer {
  const latest = new Map<string, Sample>();
  const recent = new Map<string, readonly Sample[]>();
  const stopping = new AbortController();
  const loops = options.nodes.map((node) =>
    watch(node, options, stopping.signal, (sample) => {
      latest.set(node.name, sample);
      const kept = (recent.get(node.name) ?? []).filter(
        ({ answeredAtMs }) => answeredAtMs > sample.answeredAtMs - recentMs,
      );
      recent.set(node.name, [...kept, sample]);
      options.onSample(sample);
    }),
  );
  return {
    latest: () => latest,
    recent: () => recent,
    stop: async () => {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

/** Samples all nodes of a cluster as drills do: ten times a second, with half a second to answer. */
export function observeCluster(
  cluster: Pick<Cluster, 'nodes' | 'accounts' | 'services' | 'project' | 'topology'>,
  replication: Replication,
  clock: Clock,
  onSample: (sample: Sample) => void,
): Observer {
  const { nodes, accounts } = cluster;
  const nameOf = hostNames(cluster);
  return startObserver({
    nodes,
    observe: async (connection) => withServiceNames(await replication.observe(connection), nameOf),
    account: accounts.admin,
    clock,
    everyMs: 100,
    timeoutMs: 500,
    onSample,
  });
}

async function watch(
  node: NodeAddress,
  options: ObserverOptions,
  signal: AbortSignal,
  onSample: (sample: Sample) => void,
): Promise<void> {
  let connection: Session | undefined;
  while (!signal.aborted) {
    const askedAtMs = options.clock.nowMs();
    try {
      connection ??= await openConnection(node, options);
      const open = connection;
      const state = await within(
        options.observe(open),
        options.timeoutMs,
        `no answer within ${options.timeoutMs} ms`,
        () => open.destroy(),
      );
      onSample({ node: node.name, askedAtMs, answeredAtMs: options.clock.nowMs(), state, error: null });
    } catch (error) {
      connection?.destroy();
      connection = undefined;
      onSample({
        node: node.name,
        askedAtMs,
        answeredAtMs: options.clock.nowMs(),
        state: null,
        error: messageOf(error) || String(error),
      });
    }
    const restMs = askedAtMs + options.everyMs - options.clock.nowMs();
    await pause(Math.max(restMs, 0), signal).catch(() => undefined);
  }
  connection?.destroy();
}

async function openConnection(node: NodeAddress, options: ObserverOptions): Promise<Session> {
  const connection = await connect(node, options.account, options.timeoutMs);
  // An idle connection that breaks emits an error event; the next query reports it, so nobody listens here.
  connection.on('error', () => undefined);
  return connection;
}

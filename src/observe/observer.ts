import type { Clock } from '../clock.ts';
import type { Cluster } from '../docker/cluster.ts';
import type { Session } from '../engine/session.ts';
import type { Account, Engine, NodeAddress } from '../engine/types.ts';
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
  readonly engine: Pick<Engine, 'session' | 'observe'>;
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
  cluster: Pick<Cluster, 'engine' | 'nodes' | 'accounts' | 'services' | 'project' | 'topology'>,
  clock: Clock,
  onSample: (sample: Sample) => void,
): Observer {
  const { engine, nodes, accounts } = cluster;
  const nameOf = hostNames(cluster);
  return startObserver({
    nodes,
    engine: {
      session: engine.session,
      observe: async (session) => withServiceNames(await engine.observe(session), nameOf),
    },
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
      connection ??= await options.engine.session(node, options.account, options.timeoutMs);
      const open = connection;
      const state = await within(
        options.engine.observe(open),
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

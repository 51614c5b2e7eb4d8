import type { Cluster } from '../docker/cluster.ts';
import { messageOf } from '../errors.ts';
import { pause } from '../wait.ts';
import type { Place, Route } from './seen.ts';

/** Somewhere that is tried, with the address that it has now. */
export type Target = { readonly place: Place; readonly host: string };

/** By which engine, and by whose account, is asked who answers. */
type Asker = Pick<Cluster, 'engine' | 'accounts'>;

/** Connections to one place at a time: more than nodes, so that a proxy that spreads them shows it. */
const connections = 8;
const connectMs = 1500;
const roundMs = 1000;
/** A proxy may hold all servers for good until its checks have run: the last rounds count. */
const counted = 3;
const mostRounds = 12;
/** What leads nowhere by then never will. */
const idleRounds = 6;

/**
 * Where connections to each place lead, by who answers. Ends once one place has led to nodes that take writes and to nobody else for
 * some rounds and no other place changes, or after twelve rounds.
 *
 * @param writers nodes that writes may be led to
 * @param nodes names of the nodes by the identity of their servers
 */
export async function findRoutes(
  targets: readonly Target[],
  cluster: Asker,
  nodes: ReadonlyMap<string, string>,
  writers: readonly string[],
  signal: AbortSignal,
): Promise<Route[]> {
  let tried: readonly { readonly target: Target; readonly rounds: readonly Round[] }[] = targets.map(
    (target) => ({
      target,
      rounds: [],
    }),
  );
  for (let round = 1; round <= mostRounds; round += 1) {
    const beganAtMs = performance.now();
    tried = await Promise.all(
      tried.map(async ({ target, rounds }) => ({
        target,
        rounds: [...rounds, await tryOnce(target, cluster, nodes)],
      })),
    );
    signal.throwIfAborted();
    const answering = tried.filter(({ rounds }) =>
      rounds.slice(-counted).some(({ led }) => led.some(Boolean)),
    );
    if (answering.length === 0 && round >= idleRounds) break;
    const settled = answering.every(({ rounds }) => isSettled(rounds));
    const leads = answering.some(({ rounds }) =>
      rounds.slice(-counted).every(({ led }) => led.every((one) => one !== null && writers.includes(one))),
    );
    if (round >= counted + 1 && settled && leads) break;
    await pause(Math.max(beganAtMs + roundMs - performance.now(), 0), signal);
  }
  return tried.map(({ target, rounds }) => ({
    ...target.place,
    led: rounds.slice(-counted).flatMap(({ led }) => led),
    error: rounds.at(-1)?.error,
  }));
}

type Round = { readonly led: readonly (string | null)[]; readonly error: string | undefined };

async function tryOnce(
  { host, place }: Target,
  cluster: Asker,
  nodes: ReadonlyMap<string, string>,
): Promise<Round> {
  const tries = await Promise.allSettled(
    Array.from({ length: connections }, () => whoAnswers({ host, port: place.port }, cluster)),
  );
  const failed = tries.find((one) => one.status === 'rejected');
  return {
    led: tries.map((one) => (one.status === 'fulfilled' ? (nodes.get(one.value) ?? null) : null)),
    error: failed ? messageOf(failed.reason) || String(failed.reason) : undefined,
  };
}

async function whoAnswers(
  at: { readonly host: string; readonly port: number },
  cluster: Asker,
): Promise<string> {
  const session = await cluster.engine.session(at, cluster.accounts.admin, connectMs);
  try {
    return await cluster.engine.identityOf(session, connectMs);
  } finally {
    session.destroy();
  }
}

/** Whether the same servers have answered in each of the last rounds. */
function isSettled(rounds: readonly Round[]): boolean {
  const reached = rounds.slice(-counted).map(({ led }) => [...new Set(led)].toSorted().join());
  return rounds.length >= counted && reached.every((one) => one === reached[0]);
}

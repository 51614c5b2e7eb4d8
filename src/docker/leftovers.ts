import type Docker from 'dockerode';
import { leaseRole, type Mark, markOf, roleLabel, runLabel } from './labels.ts';

/** What a run has on the engine. */
export type Leftovers = {
  readonly run: string;
  readonly containers: readonly string[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
  /** Whose it is. */
  readonly mark: Mark;
  /** When its lease was renewed last, ms ago by the engine's clock; undefined when it has none. */
  readonly leaseAgeMs: number | undefined;
  /** When the newest of it was created, ms ago by the engine's clock. */
  readonly newestAgeMs: number;
};

/** What is on the engine under our labels. */
export type OnEngine = {
  readonly runs: readonly Leftovers[];
  /** What has the label of a run and none of the others: somebody else's, by the value of that label. */
  readonly foreign: readonly Foreign[];
};

export type Foreign = { readonly run: string; readonly what: string };

type Kind = 'container' | 'network' | 'volume';

type Thing = {
  readonly kind: Kind;
  /** By which it is removed. */
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly createdAtMs: number;
};

/** All that is on this engine under our labels, or under that of one run. */
export async function findLeftovers(docker: Docker, run?: string): Promise<OnEngine> {
  // Asked first: what is created meanwhile is then younger, not older, than it seems.
  const nowMs = Date.parse((await docker.info()).SystemTime);
  const things = await findThings(docker, run);
  const byRun = new Map<string, { thing: Thing; mark: Mark }[]>();
  const foreign = new Map<string, string[]>();
  for (const thing of things) {
    const mark = markOf(thing.labels);
    if (mark) byRun.set(mark.run, [...(byRun.get(mark.run) ?? []), { thing, mark }]);
    else {
      const value = thing.labels[runLabel] ?? '';
      foreign.set(value, [...(foreign.get(value) ?? []), `${thing.kind} ${thing.name}`]);
    }
  }
  const runs = [...byRun].flatMap(([name, own]) => leftoversOf(name, own, nowMs) ?? []);
  return { runs, foreign: [...foreign].map(([value, names]) => ({ run: value, what: listed(names) })) };
}

function listed(names: readonly string[], most = 3): string {
  const more = names.length > most ? ` and ${names.length - most} more` : '';
  return `${names.slice(0, most).join(', ')}${more}`;
}

function leftoversOf(
  run: string,
  own: readonly { readonly thing: Thing; readonly mark: Mark }[],
  nowMs: number,
): Leftovers | undefined {
  const leases = own.filter(({ thing }) => thing.labels[roleLabel] === leaseRole);
  const { mark } = leases[0] ?? own[0] ?? {};
  if (!mark) return undefined;
  const youngest = (some: typeof own): number =>
    Math.min(...some.map(({ thing }) => Math.max(0, nowMs - thing.createdAtMs)));
  const of = (kind: Kind): string[] => own.flatMap(({ thing }) => (thing.kind === kind ? [thing.id] : []));
  return {
    run,
    containers: of('container'),
    networks: of('network'),
    volumes: of('volume'),
    mark,
    leaseAgeMs: leases.length > 0 ? youngest(leases) : undefined,
    newestAgeMs: youngest(own),
  };
}

async function findThings(docker: Docker, run: string | undefined): Promise<Thing[]> {
  const filters = { label: [run === undefined ? runLabel : `${runLabel}=${run}`] };
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  return [
    ...containers.map((one) => ({
      kind: 'container' as const,
      id: one.Id,
      name: (one.Names[0] ?? one.Id).replace(/^\//, ''),
      labels: one.Labels,
      createdAtMs: one.Created * 1000,
    })),
    ...networks.map((one) => ({
      kind: 'network' as const,
      id: one.Id,
      name: one.Name,
      labels: one.Labels ?? {},
      createdAtMs: Date.parse(one.Created),
    })),
    ...(volumes ?? []).map((one: Volume) => ({
      kind: 'volume' as const,
      id: one.Name,
      name: one.Name,
      labels: one.Labels ?? {},
      createdAtMs: Date.parse(one.CreatedAt ?? ''),
    })),
  ].map((thing) => ({ ...thing, createdAtMs: Number.isNaN(thing.createdAtMs) ? 0 : thing.createdAtMs }));
}

/** dockerode's type forgets it. */
type Volume = Docker.VolumeInspectInfo & { readonly CreatedAt?: string };

/**
 * Removes all that one run left: containers (network rules die with their namespaces), then networks and volumes.
 * Idempotent: what is gone already is no error.
 *
 * @param mayRemove is asked right before each removal; once it says no, nothing more is removed
 */
export async function removeLeftovers(
  docker: Docker,
  left: Leftovers,
  mayRemove: () => Promise<boolean> = async () => true,
): Promise<void> {
  const remove = async (ids: readonly string[], one: (id: string) => Promise<unknown>): Promise<void> => {
    await Promise.all(
      ids.map(async (id) => {
        if (await mayRemove()) await one(id).catch(ignoreGone);
      }),
    );
  };
  await remove(left.containers, (id) => docker.getContainer(id).remove({ force: true, v: true }));
  await remove(left.networks, (id) => docker.getNetwork(id).remove());
  await remove(left.volumes, (name) => docker.getVolume(name).remove({ force: true }));
}

/** 404: not there. 409: its removal is already under way. */
export function ignoreGone(error: { statusCode?: number }): void {
  if (error.statusCode !== 404 && error.statusCode !== 409) throw error;
}

import type Docker from 'dockerode';
import type { Clock } from '../clock.ts';
import { type Cluster, endpointAccount } from '../docker/cluster.ts';
import type { ClusterService } from '../docker/services.ts';
import { messageOf } from '../errors.ts';
import type { DrillEvent } from '../history/schema.ts';
import { lookTimeoutMs, type ServiceLook } from '../history/service-look.ts';
import { failoverOf } from '../topology/failover.ts';
import { namedBy } from '../topology/roles.ts';
import { pause } from '../wait.ts';
import { hostNames } from './host-names.ts';
import { toolChanges } from './tool-changes.ts';

const everyMs = 250;

export type ServiceObserver = {
  /** The services that failover needs. */
  readonly names: readonly string[];
  /** The newest look at each. */
  latest(): ReadonlyMap<string, ServiceLook>;
  /** Ends with a last look at each, marked as such. May be called again. */
  stop(): Promise<void>;
};

/**
 * Looks at the services that failover needs, four times a second: asks the manager for its status, and a new connection
 * to the write endpoint to which server it leads, and one to the read endpoint whether it leads to any. Where an endpoint is a
 * node itself, or an address, there is no proxy to look at.
 *
 * `onLook` is told the first look at each service, each that differs from the one before, and the last; `onEvent` what a
 * failover tool says that it does, as far as its looks tell (tool-changes.ts).
 */
export function observeServices(
  docker: Docker,
  cluster: Cluster,
  clock: Clock,
  onLook: (service: string, look: ServiceLook) => void,
  onEvent: (event: DrillEvent) => void = () => undefined,
): ServiceObserver {
  const tellChanges = toolChanges(onEvent);
  const latest = new Map<string, ServiceLook>();
  const stopping = new AbortController();
  const asked = askable(docker, cluster);
  const look = async ({ service, role, ask, askReads }: Askable, last: boolean): Promise<void> => {
    const askedAtMs = clock.nowMs();
    const about = { role, askedAtMs, everyMs, last };
    const silent = { error: null, manager: null, proxy: null };
    const reading = askReads?.().then(
      () => ({ reads: null }),
      (error: unknown) => ({ reads: causeOf(error) }),
    );
    const answered = await ask().then(
      (answer): ServiceLook => ({ ...about, ...silent, ...answer }),
      async (error: unknown): Promise<ServiceLook> => ({
        ...about,
        ...silent,
        error: (await endOf(docker, service).catch(() => undefined)) ?? causeOf(error),
      }),
    );
    const seen = { ...answered, ...(await reading) };
    tellChanges(service.name, { look: seen, answeredAtMs: clock.nowMs() });
    const before = latest.get(service.name);
    latest.set(service.name, seen);
    if (last || !before || contentOf(before) !== contentOf(seen)) onLook(service.name, seen);
  };
  const loops = asked.map(async (one) => {
    while (!stopping.signal.aborted) {
      const nextAtMs = clock.nowMs() + everyMs;
      await look(one, false);
      await pause(Math.max(nextAtMs - clock.nowMs(), 0), stopping.signal).catch(() => undefined);
    }
    await look(one, true);
  });
  return {
    names: asked.map(({ service }) => service.name),
    latest: () => latest,
    stop: async () => {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

type Askable = {
  readonly service: ClusterService;
  readonly role: ServiceLook['role'];
  ask(): Promise<{ readonly manager?: ServiceLook['manager']; readonly proxy?: ServiceLook['proxy'] }>;
  /** Rejects when the read endpoint leads to nobody; undefined where the service has none. */
  readonly askReads: (() => Promise<void>) | undefined;
};

function askable(docker: Docker, cluster: Cluster): Askable[] {
  const { section } = cluster.topology;
  const { tool, services, port } = failoverOf(section);
  const { write, read } = section.endpoints;
  const nameOf = hostNames(cluster);
  const askTool = async (service: ClusterService) => {
    if (tool.look && port !== undefined) {
      return { manager: await tool.look(`http://${service.address}:${port}`, lookTimeoutMs, nameOf) };
    }
    // Whoever cannot be asked does its part as long as its container runs.
    const end = await endOf(docker, service);
    if (end !== undefined) throw new Error(end);
    return { manager: null };
  };
  return [
    ...services.flatMap((name) => {
      const service = cluster.services.get(name);
      return service
        ? [{ service, role: 'manager' as const, ask: () => askTool(service), askReads: undefined }]
        : [];
    }),
    ...[...new Set([...namedBy(write), ...namedBy(read)])].flatMap((name) => {
      const service = cluster.services.get(name);
      // Only nodes may leave their port out.
      if (!service || service.role === 'node') return [];
      const portOf = (endpoint: typeof read) =>
        namedBy(endpoint).includes(name) ? endpoint?.port : undefined;
      const [writes, reads] = [portOf(write), portOf(read)];
      const at = (port: number) => ({ host: service.address, port });
      return [
        {
          service,
          role: 'proxy' as const,
          ask: async () =>
            writes === undefined ? {} : { proxy: { serverUuid: await ledTo(cluster, at(writes)) } },
          askReads:
            reads === undefined
              ? undefined
              : async () => {
                  await ledTo(cluster, at(reads));
                },
        },
      ];
    }),
  ];
}

/** The identity of the server to which a new connection leads. */
async function ledTo(
  cluster: Cluster,
  at: { readonly host: string; readonly port: number },
): Promise<string> {
  const connection = await cluster.engine.session(at, endpointAccount(cluster), lookTimeoutMs);
  try {
    return await cluster.engine.identityOf(connection, lookTimeoutMs);
  } finally {
    connection.destroy();
  }
}

/** What Docker says of a container that does not run; undefined while it runs. Rejects when Docker does not say. */
async function endOf(docker: Docker, { containerId }: ClusterService): Promise<string | undefined> {
  const { State: state } = await docker.getContainer(containerId).inspect();
  if (state.Running && !state.Paused) return undefined;
  const { Status: status, ExitCode: code } = state;
  return status === 'exited' ? `its container exited (${code})` : `its container is ${status}`;
}

/** Node's fetch tells what went wrong only as the cause of its error. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return messageOf(cause) || String(cause);
}

/** What a look says, without when it was. */
function contentOf({ error, manager, proxy, reads }: ServiceLook): string {
  return JSON.stringify({ error, manager, proxy, reads });
}

/** A look in words; `nameOf` knows servers by their UUID. */
export function describeLook(look: ServiceLook, nameOf: (serverUuid: string) => string | undefined): string {
  const reads = look.reads ? [`leads reads to nobody: ${look.reads}`] : [];
  return [...doingOf(look, nameOf), ...reads].join(', ');
}

function doingOf(
  { error, manager, proxy, reads }: ServiceLook,
  nameOf: (serverUuid: string) => string | undefined,
): string[] {
  if (error !== null) return [`does not answer: ${error}`];
  if (proxy) return [`leads writes to ${nameOf(proxy.serverUuid) ?? proxy.serverUuid}`];
  if (!manager) return reads ? [] : ['answers'];
  return [
    manager.activity ?? 'answers',
    manager.primary === null ? 'knows no primary' : `holds ${manager.primary} for the primary`,
    ...(manager.problem === null ? [] : [`reports a problem: ${manager.problem}`]),
    ...manager.silent.map((node) => `gets no answer from ${node}`),
  ];
}

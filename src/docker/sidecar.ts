import { readFile } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import type { Clock } from '../clock.ts';
import { environmentError } from '../errors.ts';
import { within } from '../wait.ts';
import type { AgentRights } from './agent-rights.ts';
import { labelsOf } from './labels.ts';
import { ignoreGone } from './leftovers.ts';
import { readLines } from './lines.ts';
import { requireOwnNamespaces } from './own-namespaces.ts';
import type { ClusterService } from './services.ts';

/** Reads commands and runs them. */
const loop = await readFile(new URL('./sidecar.sh', import.meta.url), 'utf8');

/** What the agent printed for one command, and the bracket of instants in which it ran (drill clock). */
export type AgentReply = {
  readonly lines: readonly string[];
  readonly sentAtMs: number;
  readonly repliedAtMs: number;
};

/** A fault agent: a shell in namespaces that are not its own, kept open for speed. */
export type Sidecar = {
  /**
   * Runs a command of the agent.
   * @throws Error with the agent's output when the command fails, or when the agent is gone
   */
  run(command: string): Promise<AgentReply>;
  /** Closes the connection to the agent, as the death of the harness does: the agent heals and ends. */
  hangUp(): void;
  /** Ends the agent, which undoes what it injected; resolves when it is gone. Idempotent. */
  stop(): Promise<void>;
  readonly alive: () => boolean;
};

type AgentOptions = {
  docker: Docker;
  run: string;
  image: string;
  /** Shell functions: what it can be told to run. */
  commands: string;
  /** What it may do. Nothing else: neither by another capability nor by a program that would give it one. */
  rights: AgentRights;
  clock: Clock;
};

/**
 * Starts an agent in the network and process namespaces of a running container.
 *
 * @throws HostNamespaceError where these are of the host
 */
export async function startSidecar(
  options: AgentOptions & {
    service: Pick<ClusterService, 'name' | 'containerId'>;
  },
): Promise<Sidecar> {
  const { service } = options;
  await requireOwnNamespaces(options.docker, service);
  return startAgent(options, {
    of: service.name,
    role: 'sidecar',
    gone: 'the container it lived in has ended',
    place: {
      NetworkMode: `container:${service.containerId}`,
      PidMode: `container:${service.containerId}`,
    },
  });
}

/**
 * Starts the agent that sees the processes of every container from outside, in the host's process namespace: PID 1 of a
 * container takes no SIGKILL or SIGSTOP from within. Cgroups are shown by their full names, which tell containers apart.
 */
export function startHostAgent(options: AgentOptions): Promise<Sidecar> {
  return startAgent(options, {
    of: 'the host',
    role: 'host-agent',
    gone: 'its container has ended',
    place: onHost,
  });
}

const onHost: HostConfig = {
  NetworkMode: 'none',
  PidMode: 'host',
  UsernsMode: 'host',
  CgroupnsMode: 'host',
};

type HostConfig = Docker.HostConfig & { readonly CgroupnsMode?: 'host' };

/** The engine gives a container a dozen capabilities of its own accord. */
function privilegesOf({ capabilities, cgroups }: AgentRights): HostConfig {
  return {
    CapDrop: ['ALL'],
    CapAdd: [...capabilities],
    SecurityOpt: ['no-new-privileges'],
    ...(cgroups ? { CgroupnsMode: 'host', Binds: ['/sys/fs/cgroup:/ha-drill/cgroup'] } : {}),
  };
}

/** The agent lives no longer than the harness: its stdin is our connection, and when that closes it heals and exits. */
async function startAgent(
  options: AgentOptions,
  agent: { of: string; role: string; gone: string; place: HostConfig },
): Promise<Sidecar> {
  const { docker } = options;
  const container = await docker.createContainer({
    Image: options.image,
    Cmd: ['bash', '-c', `${options.commands}\n${loop}`],
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    Labels: labelsOf(options.run, { role: agent.role }),
    HostConfig: { AutoRemove: true, ...privilegesOf(options.rights), ...agent.place },
  });
  const stream = await container.attach({
    stream: true,
    stdin: true,
    stdout: true,
    stderr: true,
    hijack: true,
  });
  const gone = `${agent.of}: its fault agent is gone (${agent.gone}).`;
  const conversation = converse(docker, stream, { of: agent.of, gone }, options.clock);
  await container.start().catch(async (error: unknown) => {
    await container.remove({ force: true }).catch(ignoreGone);
    throw error;
  });
  await within(conversation.ready, 10_000, `the fault agent of ${agent.of} did not start within 10 s`);
  return {
    run: conversation.run,
    alive: conversation.alive,
    hangUp: () => stream.end(),
    stop: async () => {
      stream.end();
      await within(conversation.ended, 2000, 'not ended').catch(() => undefined);
      await container.remove({ force: true }).catch(ignoreGone);
    },
  };
}

type Pending = {
  lines: string[];
  sentAtMs: number;
  resolve: (reply: AgentReply) => void;
  reject: (error: Error) => void;
};

function converse(
  docker: Docker,
  stream: NodeJS.ReadWriteStream,
  { of, gone }: { of: string; gone: string },
  clock: Clock,
) {
  const output = new PassThrough();
  docker.modem.demuxStream(stream, output, output);
  const queue: Pending[] = [];
  let ended = false;
  const { promise: ready, resolve: becomeReady } = Promise.withResolvers<void>();
  const { promise: whenEnded, resolve: becomeEnded } = Promise.withResolvers<void>();
  const end = (): void => {
    ended = true;
    becomeEnded();
    for (const pending of queue.splice(0)) pending.reject(environmentError(gone));
  };
  stream.on('end', end).on('close', end).on('error', end);
  readLines(output, (line) => {
    if (line === '#ready') return becomeReady();
    const status = /^#done (\d+)$/.exec(line);
    if (!status) return void queue[0]?.lines.push(line);
    const pending = queue.shift();
    if (!pending) return;
    const { lines, sentAtMs } = pending;
    if (status[1] === '0') pending.resolve({ lines, sentAtMs, repliedAtMs: clock.nowMs() });
    else
      pending.reject(
        new Error(`${of}: the fault agent failed: ${lines.join(' ') || `exit code ${status[1]}`}`),
      );
  });
  const run = (command: string): Promise<AgentReply> =>
    new Promise((resolve, reject) => {
      if (ended) return reject(environmentError(gone));
      queue.push({ lines: [], sentAtMs: clock.nowMs(), resolve, reject });
      stream.write(`${command}\n`);
    });
  return { ready, run, alive: () => !ended, ended: whenEnded };
}

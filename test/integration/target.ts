import { createConnection } from 'node:net';
import { expect } from 'vitest';
import { startClock } from '../../src/clock.ts';
import type { Sidecar } from '../../src/docker/sidecar.ts';
import { sidecarPool } from '../../src/drill/sidecar-pool.ts';
import { serviceTarget } from '../../src/drill/targets.ts';
import { mysql } from '../../src/engine/mysql/engine.ts';
import type { AgentNeeds, FaultContext, FaultTarget, Peer } from '../../src/faults/types.ts';
import { waitFor } from '../../src/wait.ts';
import { patienceMs } from '../support/patience.ts';
import { admin, docker, type Server } from './server.ts';

export const clock = startClock();

/** A server as the target of faults, with agents of its own. */
export type Targeted = {
  readonly target: FaultTarget;
  /** The one beside its container, started anew with that. */
  agent(): Promise<Sidecar>;
  hostAgent(): Promise<Sidecar>;
  stop(): Promise<void>;
};

/** Its agents may do what `faults` need, and no more. The address is asked for anew, as a container that was down may have got another. */
export async function targeted(
  server: Pick<Server, 'service'>,
  image: string,
  faults: readonly { readonly agent?: AgentNeeds }[],
  peer?: Partial<Peer>,
): Promise<Targeted> {
  const service = { ...server.service, address: await addressOf(server.service.containerId) };
  const pool = sidecarPool({ docker, run: 'integration', image, clock }, faults);
  const agents = { agent: () => pool.of(service), hostAgent: pool.ofHost };
  const as: Peer = { service: service.name, role: 'primary', address: service.address, ...peer };
  return {
    ...agents,
    target: serviceTarget(service, as, { docker, clock, engine: mysql, admin, ...agents }),
    stop: pool.stop,
  };
}

export async function addressOf(containerId: string): Promise<string> {
  const { NetworkSettings } = await docker.getContainer(containerId).inspect();
  return Object.values(NetworkSettings.Networks)[0]?.IPAddress ?? '';
}

export const contextOf = (...targets: readonly FaultTarget[]): FaultContext => ({
  peers: targets.map(({ service, role, address }) => ({ service, role, address })),
  nowMs: clock.nowMs,
});

/** What a client sees that connects now: `open`, an error code, or `silence` for half a second. */
export function knock(address: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: address, port: 3306 });
    const end = (seen: string): void => {
      socket.destroy();
      resolve(seen);
    };
    socket.on('data', () => end('open'));
    socket.on('error', (error) => end('code' in error ? String(error.code) : error.message));
    socket.setTimeout(500, () => end('silence'));
  });
}

/** Waits until a client that connects sees `what`. */
export const seen = (address: string, what: string): Promise<string> =>
  waitFor({ what: `a client that sees ${what}`, deadlineMs: patienceMs }, async () => {
    const answer = await knock(address);
    return answer === what ? { done: true, value: answer } : { done: false, state: answer };
  });

/** Ends an agent as the death of the harness does: its stdin closes. Resolves when it is gone. */
export async function harnessDies(of: Targeted, which: 'agent' | 'hostAgent' = 'agent'): Promise<void> {
  const agent = await of[which]();
  agent.hangUp();
  await waitFor({ what: 'the agent to end', deadlineMs: patienceMs }, () =>
    agent.alive() ? { done: false, state: 'alive' } : { done: true, value: undefined },
  );
}

/** That nothing of ours is left in the target: no rule, no queueing discipline, no stopped process. */
export async function expectAsBefore(target: FaultTarget): Promise<void> {
  const { lines } = await target.run('leftovers');
  expect(lines).toEqual([]);
}

import { connect } from 'node:net';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startClock } from '../../src/clock.ts';
import { type Sidecar, startSidecar } from '../../src/docker/sidecar.ts';
import { serviceTarget } from '../../src/drill/targets.ts';
import { mysql } from '../../src/engine/mysql/engine.ts';
import { agentFor } from '../../src/faults/agents.ts';
import { fault as kill } from '../../src/faults/kill/fault.ts';
import type { FaultContext, FaultTarget } from '../../src/faults/types.ts';
import { waitFor } from '../../src/wait.ts';
import { patienceMs } from '../support/patience.ts';
import { admin, docker, images, type Server, startServer } from './server.ts';
import { addressOf } from './target.ts';

const clock = startClock();
let tags: Awaited<ReturnType<typeof images>>;
let server: Server;
let sidecar: Sidecar;
let target: FaultTarget;
let context: FaultContext;

beforeAll(async () => {
  tags = await images();
});

beforeEach(async () => {
  server = await startServer('db1', tags.mysql);
  const { service } = server;
  sidecar = await startSidecar({
    docker,
    run: 'integration',
    image: tags.toolbox,
    ...(await agentFor([kill])),
    service,
    clock,
  });
  const peer = { service: 'db1', role: 'primary', address: service.address } as const;
  const hostAgent = () => Promise.reject(new Error('a supervised server needs no agent on the host'));
  target = serviceTarget(service, peer, {
    docker,
    clock,
    engine: mysql,
    admin,
    agent: async () => sidecar,
    hostAgent,
  });
  context = { peers: [peer], nowMs: clock.nowMs };
});

afterEach(async () => {
  await sidecar.stop();
  await server.container.stop({ removeVolumes: true });
});

/**
 * What a client sees that connects now: `open`, an error code, or `silence` for one second. The address is asked for
 * anew, as a container that was down may have got another.
 */
async function knock(): Promise<string> {
  const host = await addressOf(server.service.containerId);
  return new Promise((resolve) => {
    const socket = connect({ host, port: 3306 });
    const end = (seen: string): void => {
      socket.destroy();
      resolve(seen);
    };
    socket.on('data', () => end('open'));
    socket.on('error', (error) => end('code' in error ? String(error.code) : error.message));
    socket.setTimeout(1000, () => end('silence'));
  });
}

/** Waits until a client that connects sees `what`. */
const sees = (what: string) =>
  waitFor({ what: `a client that sees ${what}`, deadlineMs: patienceMs }, async () => {
    const seen = await knock();
    return seen === what ? { done: true, value: seen } : { done: false, state: seen };
  });
const opensAgain = () => sees('open');

describe('kill', () => {
  test('process: the server is gone, its host refuses connections, the container lives', async () => {
    await opensAgain();
    const injection = await kill.inject([target], { what: 'process' }, context);
    expect(await injection.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringContaining('mysqld is gone'),
    });
    await sees('ECONNREFUSED');
    expect(await target.isRunning()).toBe(true);

    await target.startAgain();
    await opensAgain();
    expect((await injection.prove()).proved).toBe(false);
  });

  test('process: the instant of effect lies before the proof and after the order', async () => {
    const orderedAtMs = clock.nowMs();
    const injection = await kill.inject([target], { what: 'process' }, context);
    const { effectAtMs } = injection;
    expect(effectAtMs).toBeGreaterThanOrEqual(orderedAtMs);
    expect(effectAtMs).toBeLessThanOrEqual(clock.nowMs());
  });

  test('process: cannot be injected where no server runs', async () => {
    await kill.inject([target], { what: 'process' }, context);
    await expect(kill.inject([target], { what: 'process' }, context)).rejects.toThrow('no process mysqld');
  });

  test('host: packets are dropped, then the container is down; it starts again', async () => {
    const knocking = knock();
    const injection = await kill.inject([target], { what: 'host' }, context);
    expect(await injection.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(/network cut in .* [1-9]\d* packets dropped, container down/),
    });
    await knocking;
    expect(await target.isRunning()).toBe(false);
    await target.startAgain();
    await opensAgain();
  });
});

describe('the fault agent', () => {
  test('a cut network is silence, and ends when the harness is gone', async () => {
    await sidecar.run('cut_network');
    expect(await knock()).toBe('silence');
    expect((await sidecar.run('dropped host')).lines).not.toEqual(['0']);
    sidecar.hangUp();
    await opensAgain();
  });

  test('healing is idempotent and leaves nothing', async () => {
    await sidecar.run('cut_network');
    await sidecar.run('heal_network');
    await sidecar.run('heal_network');
    await opensAgain();
    expect((await sidecar.run('nft list tables')).lines.join()).not.toContain('ha_drill');
  });

  test('is killed with its container, and says so', async () => {
    await target.killContainer();
    await waitFor({ what: 'the agent to end', deadlineMs: patienceMs }, () =>
      sidecar.alive() ? { done: false, state: 'alive' } : { done: true, value: undefined },
    );
    await expect(sidecar.run('dropped host')).rejects.toThrow('db1: its fault agent is gone');
  });
});

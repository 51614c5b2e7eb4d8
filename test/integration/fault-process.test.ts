import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { waitFor } from '../../src/cluster/wait.ts';
import { freeze } from '../../src/faults/freeze.ts';
import { docker, images, type Server, startServer } from './server.ts';
import { contextOf, expectAsBefore, knock, seen, type Targeted, targeted } from './target.ts';

let tags: Awaited<ReturnType<typeof images>>;
let server: Server;
let db: Targeted;

beforeAll(async () => {
  tags = await images();
  server = await startServer('db1', tags.mysql);
});

afterAll(() => server.container.stop({ removeVolumes: true }));

beforeEach(() => {
  db = targeted(server, tags.toolbox);
});

afterEach(() => db.stop());

const address = () => server.service.address;

describe('freeze', () => {
  test('a client is accepted and hears nothing, until it is healed', async () => {
    const { target } = db;
    expect(await knock(address())).toBe('open');
    const injection = await freeze.inject([target], {}, contextOf(target));
    expect(await injection.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(/^db1: pid \d+ of mysqld: [1-9]\d+ threads in state T/),
    });
    expect(await knock(address())).toBe('silence');

    await injection.healing?.heal();
    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toMatchObject({ proved: true });
    expect(await seen(address(), 'open')).toBe('open');
    expect(await injection.prove()).toMatchObject({ proved: false });
    await expectAsBefore(target);
  });

  test('the end of the harness thaws', async () => {
    await freeze.inject([db.target], {}, contextOf(db.target));
    const agent = await db.agent();
    agent.hangUp();
    await waitFor({ what: 'the agent to end', deadlineMs: 10_000 }, () =>
      agent.alive() ? { done: false, state: 'alive' } : { done: true, value: undefined },
    );
    expect(await seen(address(), 'open')).toBe('open');
    await expectAsBefore(db.target);
  });

  test('where the server is PID 1 the engine pauses its container', async () => {
    const target = { ...db.target, serverProcess: undefined };
    const injection = await freeze.inject([target], {}, contextOf(target));
    expect(await injection.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringContaining('container paused'),
    });
    expect(await knock(address())).toBe('silence');
    await injection.healing?.heal();
    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toMatchObject({ proved: true });
    expect(await seen(address(), 'open')).toBe('open');
    expect((await docker.getContainer(target.containerId).inspect()).State.Paused).toBe(false);
  });
});

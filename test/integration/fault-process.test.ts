import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fault as crashLoop } from '../../src/faults/crash-loop/fault.ts';
import { fault as freeze } from '../../src/faults/freeze/fault.ts';
import { fault as restart } from '../../src/faults/restart/fault.ts';
import { fault as stop } from '../../src/faults/stop/fault.ts';
import { images, type Server, startServer } from './server.ts';
import {
  addressOf,
  contextOf,
  expectAsBefore,
  harnessDies,
  knock,
  seen,
  type Targeted,
  targeted,
} from './target.ts';

let tags: Awaited<ReturnType<typeof images>>;
let server: Server;
let db: Targeted;

beforeAll(async () => {
  tags = await images();
  server = await startServer('db1', tags.mysql);
});

afterAll(() => server.container.stop({ removeVolumes: true }));

beforeEach(async () => {
  await seenBy('open');
  db = await targeted(server, tags.toolbox, [crashLoop, freeze, restart, stop]);
});

afterEach(() => db.stop());

/** What a client sees that connects now; a container that was down may have got another address. */
const seenBy = async (what: string) => seen(await addressOf(server.service.containerId), what);

describe('freeze', () => {
  test('a client is accepted and hears nothing, until it is healed', async () => {
    const { target } = db;
    await seen(db.target.address, 'open');
    const injection = await freeze.inject([target], { what: 'process' }, contextOf(target));
    expect(await injection.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(/^db1: pid \d+ of mysqld: [1-9]\d+ threads in state T/),
    });
    expect(await knock(db.target.address)).toBe('silence');

    await injection.healing?.heal();
    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toMatchObject({ proved: true });
    expect(await seenBy('open')).toBe('open');
    expect(await injection.prove()).toMatchObject({ proved: false });
    await expectAsBefore(target);
  });

  test('of a host: all that runs there stands still, and goes on', async () => {
    const { target } = db;
    const injection = await freeze.inject([target], { what: 'host' }, contextOf(target));
    expect(await injection.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(/^db1: container paused in/),
    });
    expect(await knock(target.address)).toBe('silence');
    await injection.healing?.heal();
    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toMatchObject({ proved: true });
    expect(await seenBy('open')).toBe('open');
    await expectAsBefore(target);
  });

  test('the end of the harness thaws', async () => {
    await freeze.inject([db.target], { what: 'process' }, contextOf(db.target));
    await harnessDies(db);
    expect(await seenBy('open')).toBe('open');
    await expectAsBefore(db.target);
  });
});

describe('stop', () => {
  test('the server ends with exit code 0 and stays down, until it is started again', async () => {
    const injection = await stop.inject([db.target], {}, contextOf(db.target));
    expect(await injection.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(/^db1: pid \d+ of mysqld ended with exit code 0 after SIGTERM$/),
    });
    expect(injection.healing).toBeNull();
    await seen(db.target.address, 'ECONNREFUSED');
    expect(await db.target.isRunning()).toBe(true);

    await db.target.startAgain();
    await seenBy('open');
    expect(await injection.prove()).toMatchObject({
      proved: false,
      evidence: expect.stringContaining('but it runs again'),
    });
  });
});

describe('restart', () => {
  test('another start of the server, with nothing left to heal', async () => {
    const injection = await restart.inject([db.target], {}, contextOf(db.target));
    expect(await injection.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(/exit code 0 after SIGTERM; pid \d+ follows pid \d+$/),
    });
    expect(injection.healing).toBeNull();
    expect(await seenBy('open')).toBe('open');
    await expectAsBefore(db.target);
  });
});

describe('crash-loop', () => {
  test('dies again after each start, until it is healed; then it is up', async () => {
    const injection = await crashLoop.inject([db.target], { upFor: 300 }, contextOf(db.target));
    expect(await injection.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(/^db1: killed pid \d+, pid \d+/),
    });
    await injection.healing?.heal();
    await injection.healing?.heal();
    const proof = await injection.healing?.prove();
    expect(proof).toMatchObject({ proved: true });
    expect(await seenBy('open')).toBe('open');
    expect((await injection.healing?.prove())?.evidence).toBe(proof?.evidence);
    await expectAsBefore(db.target);
  });

  test('ends by itself after so many times', async () => {
    const injection = await crashLoop.inject([db.target], { upFor: 0, times: 2 }, contextOf(db.target));
    await injection.prove();
    expect(await seenBy('open')).toBe('open');
    expect(await injection.healing?.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(/^db1: killed 2 times, pid \d+ runs$/),
    });
  });
});

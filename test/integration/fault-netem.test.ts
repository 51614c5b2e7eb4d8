import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fault as corrupt } from '../../src/faults/corrupt/fault.ts';
import { fault as delay } from '../../src/faults/delay/fault.ts';
import { fault as duplicate } from '../../src/faults/duplicate/fault.ts';
import { fault as isolate } from '../../src/faults/isolate/fault.ts';
import { fault as reorder } from '../../src/faults/reorder/fault.ts';
import { watchDatagrams } from '../../src/faults/shared/network/datagrams.ts';
import { images, type Server, startServer } from './server.ts';
import { contextOf, expectAsBefore, harnessDies, type Targeted, targeted } from './target.ts';

let tags: Awaited<ReturnType<typeof images>>;
let server: Server;
let db: Targeted;

beforeAll(async () => {
  tags = await images();
  server = await startServer('db1', tags.mysql);
});

afterAll(() => server.container.stop({ removeVolumes: true }));

beforeEach(async () => {
  db = await targeted(server, tags.toolbox, [corrupt, delay, duplicate, isolate, reorder]);
});

afterEach(() => db.stop());

const kernelHasNetem = () =>
  db.target.run('qdisc_on netem delay 1ms && qdisc_off netem').then(
    () => true,
    () => false,
  );

const injections = [
  ['corrupt', () => corrupt.inject([db.target], { share: 0.1 }, contextOf(db.target))],
  ['duplicate', () => duplicate.inject([db.target], { share: 0.1 }, contextOf(db.target))],
  ['reorder', () => reorder.inject([db.target], { share: 0.25, delay: 10 }, contextOf(db.target))],
] as const;

describe.each(injections)('%s', (_, inject) => {
  test('where the kernel has netem: seen by who receives, until it is healed', async ({ skip }) => {
    if (!(await kernelHasNetem())) skip('this kernel has no netem');
    const injection = await inject();
    expect(await injection.prove()).toMatchObject({ proved: true });
    await injection.healing?.heal();
    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toMatchObject({ proved: true });
    expect(await injection.prove()).toMatchObject({ proved: false });
    await expectAsBefore(db.target);

    await inject();
    await harnessDies(db);
    await expectAsBefore(db.target);
  });

  test('where it has none: refused, and nothing is left', async ({ skip }) => {
    if (await kernelHasNetem()) skip('this kernel has netem');
    await expect(inject()).rejects.toThrow(
      'db1: the fault agent failed: the kernel has no netem (module sch_netem)',
    );
    await expectAsBefore(db.target);
  });

  test('not beside a delay', async () => {
    const far = await delay.inject([db.target], { by: 20 }, contextOf(db.target));
    await expect(inject()).rejects.toThrow(
      'one of delay, jitter, corrupt, duplicate and reorder is in force already',
    );
    expect(await far.prove()).toMatchObject({ proved: true });
    await far.healing?.heal();
    await expectAsBefore(db.target);
  });
});

describe('the datagrams of a target', () => {
  test('arrive as they were sent', async () => {
    expect(await watchDatagrams(db.target, () => true)).toEqual({
      sent: 50,
      spoiled: 0,
      repeated: 0,
      overtaken: 0,
    });
  });

  test('do not arrive from one that is isolated; where none arrives nothing is injected', async () => {
    const cut = await isolate.inject([db.target], isolate.parameters.parse({}), contextOf(db.target));
    expect(await watchDatagrams(db.target, () => true)).toMatchObject({ sent: 50, spoiled: 50 });
    await expect(corrupt.inject([db.target], { share: 0.1 }, contextOf(db.target))).rejects.toThrow(
      'corrupt: of 50 datagrams that db1 sent before the fault, 50 arrived spoiled, or not at all.',
    );
    await cut.healing?.heal();
    await expectAsBefore(db.target);
  });
});

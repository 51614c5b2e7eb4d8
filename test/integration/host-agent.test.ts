import { afterAll, beforeAll, expect, test } from 'vitest';
import { fault as kill } from '../../src/faults/kill/fault.ts';
import { type OfficialServer, startOfficial } from './official-server.ts';
import { images } from './server.ts';
import { contextOf, seen, type Targeted, targeted } from './target.ts';

let server: OfficialServer;
let db: Targeted;

beforeAll(async () => {
  server = await startOfficial('db1', 'alone', 'no');
  db = await targeted(server, (await images()).toolbox, [kill]);
});

afterAll(async () => {
  await db.stop();
  await server.stop();
});

/** Process id on the host, ticks, process id in the container. */
const found = async () =>
  (await db.target.runOnHost(`starts_in ${db.target.containerId} mysqld`)).lines.map((line) =>
    line.split(' '),
  );

test('a server is found in its own container only', async () => {
  expect(await found()).toEqual([[expect.stringMatching(/^\d+$/), expect.stringMatching(/^\d+$/), '1']]);
  const other = 'f'.repeat(64);
  expect((await db.target.runOnHost(`starts_in ${other} mysqld`)).lines).toEqual([]);
});

test('no process of anybody else, and no other start, gets a signal', async () => {
  const { containerId } = db.target;
  const [[hostPid, ticks] = []] = await found();
  const refused = 'is not the server that was found in its container';
  for (const start of [
    `1 ${ticks} ${containerId}`,
    `${hostPid} ${Number(ticks) - 1} ${containerId}`,
    `${hostPid} ${ticks} ${'f'.repeat(64)}`,
  ])
    await expect(db.target.runOnHost(`signal_start KILL ${start}`)).rejects.toThrow(refused);
  await seen(db.target.address, 'open');
});

test('a signal that does not reach the server proves nothing', async () => {
  const deaf = {
    ...db.target,
    runOnHost: (command: string) => db.target.runOnHost(command.replace(/^signal_start KILL/, ': ')),
  };
  const killing = kill.inject([deaf], { what: 'process' }, contextOf(deaf));
  await expect(killing).rejects.toThrow(/to end after SIGKILL: not within/);
  await seen(db.target.address, 'open');
});

test('without a server there is nothing to kill', async () => {
  await db.target.stopContainer();
  const killing = kill.inject([db.target], { what: 'process' }, contextOf(db.target));
  await expect(killing).rejects.toThrow('db1: no process mysqld');
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { mysql } from '../../src/engine/mysql/engine.ts';
import { withSession } from '../../src/engine/with-session.ts';
import { fault as diskFull } from '../../src/faults/disk-full/fault.ts';
import { fault as diskSlow } from '../../src/faults/disk-slow/fault.ts';
import { fault as ioErrors } from '../../src/faults/io-error/fault.ts';
import { fault as powerLoss } from '../../src/faults/power-loss/fault.ts';
import { type DiskServer, loopFiles, startDiskServer } from './disk-server.ts';
import { admin, images } from './server.ts';
import {
  addressOf,
  contextOf,
  expectAsBefore,
  harnessDies,
  seen,
  type Targeted,
  targeted,
} from './target.ts';

let tags: Awaited<ReturnType<typeof images>>;
let server: DiskServer;
let db: Targeted;

beforeAll(async () => {
  tags = await images();
  server = await startDiskServer('db1', tags);
});

afterAll(() => server.stop());

beforeEach(async () => {
  db = await targeted(server, tags.toolbox, [diskFull, diskSlow, ioErrors, powerLoss]);
  await db.target.startAgain();
  await seen(await addressOf(server.service.containerId), 'open');
});

afterEach(() => db.stop());

/** Runs a command in the server's container; resolves with what it printed. */
const shell = async (command: string): Promise<string> =>
  (await server.container.exec(['sh', '-c', command])).output.trim();

/** Runs a statement as administrator; the error's code where it fails. */
const sql = async (statement: string): Promise<string> => {
  const at = { host: await addressOf(server.service.containerId), port: 3306 };
  return withSession(mysql, at, admin, async (connection) => {
    try {
      await connection.query(statement);
      return 'ok';
    } catch (error) {
      return error instanceof Error && 'code' in error ? String(error.code) : String(error);
    }
  });
};

const files = (): Promise<string> => shell('cd /var/lib/mysql && ls -A | grep -v "^#"');

describe('disk-full', () => {
  test.each([
    ['data', '/var/lib/mysql'],
    ['binlog', '/var/lib/mysql-binlog'],
  ] as const)('%s: nothing can be written until it is healed, and only there', async (volume, mountPoint) => {
    const { target } = db;
    const before = await files();
    const injection = await diskFull.inject([target], { volume }, contextOf(target));
    expect(await injection.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(
        new RegExp(`^db1: ${volume} volume: \\d+ MB of ballast; a write says "No space left on device"$`),
      ),
    });
    expect(
      await shell(`dd if=/dev/zero of=${mountPoint}/big bs=64k count=1 2>&1; rm -f ${mountPoint}/big`),
    ).toContain('No space left on device');
    expect((await target.run('leftovers')).lines).toEqual([`${mountPoint} is full of ballast`]);

    await injection.healing?.heal();
    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(/a write says "written", [1-9]\d+ MB are free$/),
    });
    expect(await injection.prove()).toMatchObject({ proved: false });
    expect(await files()).toBe(before);
    await expectAsBefore(target);
  });

  test('the end of the harness makes room', async () => {
    await diskFull.inject([db.target], { volume: 'data' }, contextOf(db.target));
    await harnessDies(db);
    await expectAsBefore(db.target);
    expect(await shell('ls -A /var/lib/mysql')).not.toContain('ballast');
  });

  test('is healed also while its server is down', async () => {
    const { target } = db;
    const injection = await diskFull.inject([target], { volume: 'data' }, contextOf(target));
    await target.killContainer();
    expect(await injection.healing?.prove()).toMatchObject({ proved: false });
    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toMatchObject({
      proved: true,
      evidence: 'db1: data volume: the server is down, the ballast is gone',
    });
    await target.startAgain();
    await expectAsBefore(target);
  });

  test('is refused on a volume that is not of a fixed size, by the fault and by the agent', async () => {
    const target = { ...db.target, disks: [] };
    await expect(diskFull.inject([target], { volume: 'data' }, contextOf(target))).rejects.toThrow(
      'disk-full needs a data volume of a fixed size: db1 has such volumes for: none.',
    );
    await expect(db.target.run('fill_disk /tmp')).rejects.toThrow('/tmp is not on a disk of a fixed size');
  });
});

describe('io-error', () => {
  test('nothing can be read or written until a restart mounts the volume anew, with the same data', async () => {
    const { target } = db;
    await sql('CREATE DATABASE kept');
    const injection = await ioErrors.inject([target], { volume: 'data' }, contextOf(target));
    expect(await injection.prove()).toMatchObject({
      proved: true,
      evidence: 'db1: data volume: a write says "Input/output error"',
    });
    expect(await shell('ls /var/lib/mysql 2>&1')).toContain('Input/output error');

    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toMatchObject({ proved: true });
    const { startedAt } = await target.containerState();
    await injection.healing?.heal();
    expect((await target.containerState()).startedAt).toBe(startedAt);
    expect(await injection.prove()).toMatchObject({ proved: false });
    await seen(await addressOf(target.containerId), 'open');
    expect(await sql('DROP DATABASE kept')).toBe('ok');
    await expectAsBefore(target);
  });
});

describe('power-loss', () => {
  test('what was synced is there after the next start, what was not is gone', async () => {
    const { target } = db;
    await shell('cd /var/lib/mysql-binlog && echo x >synced && sync synced . && echo x >unsynced');
    await sql('CREATE DATABASE committed');
    const injection = await powerLoss.inject([target], {}, contextOf(target));
    expect(await injection.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(
        /^db1: network cut and disks shut down \("Input\/output error"\) in .* ms, [1-9]\d* packets dropped, container down/,
      ),
    });
    expect(injection.healing).toBeNull();
    expect(await target.isRunning()).toBe(false);

    await target.startAgain();
    await seen(await addressOf(target.containerId), 'open');
    expect(await injection.prove()).toMatchObject({ proved: false });
    expect(await shell('cat /var/lib/mysql-binlog/synced')).toBe('x');
    // Its name may have been synced with the next transaction's, what is in it was not.
    expect(await shell('cat /var/lib/mysql-binlog/unsynced 2>/dev/null')).toBe('');
    expect(await sql('DROP DATABASE committed')).toBe('ok');
    await shell('rm -f /var/lib/mysql-binlog/*synced');
    await expectAsBefore(target);
  });

  test('is refused where a volume is not of a fixed size, and the server goes on', async () => {
    const target = { ...db.target, disks: [] };
    await expect(powerLoss.inject([target], {}, contextOf(target))).rejects.toThrow(
      'power-loss needs a data volume',
    );
    expect(await sql('DO 1')).toBe('ok');
  });
});

describe('disk-slow', () => {
  test.each([
    [
      { bytesPerSecond: 262_144 },
      /1 synced write of 262144 bytes took \d+ ms before, \d+ ms now; .*_bps_device: 7:\d+ 262144|io.max/,
    ],
    [
      { iops: 50 },
      /50 synced writes of 4096 bytes took \d+ ms before, \d+ ms now; .*_iops_device: 7:\d+ 50|io.max/,
    ],
  ])('%j: synced writes take longer, until it is healed', async (limits, evidence) => {
    const { target } = db;
    const injection = await diskSlow.inject([target], { volume: 'data', ...limits }, contextOf(target));
    expect(await injection.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(evidence),
    });
    await injection.healing?.heal();
    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(/took \d+ ms; no limit is left$/),
    });
    expect(await injection.prove()).toMatchObject({ proved: false });
    await expectAsBefore(target);
  });

  test('the end of the harness takes the limit away', async () => {
    await diskSlow.inject([db.target], { volume: 'data' }, contextOf(db.target));
    await harnessDies(db);
    await expectAsBefore(db.target);
  });
});

test('a server that is removed leaves no loop device', async () => {
  const other = await startDiskServer('db2', tags);
  const ofOther = async () =>
    (await loopFiles()).filter((file) => file.includes(`/ha-drill.run/${other.run}/`));
  expect(await ofOther()).toHaveLength(2);
  await other.stop();
  // The kernel lets go of a device when its last user has: that may be after the container.
  await expect.poll(ofOther).toEqual([]);
});

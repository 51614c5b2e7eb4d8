import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fault as corruptBinlog } from '../../src/faults/corrupt-binlog/fault.ts';
import { fault as corruptPage } from '../../src/faults/corrupt-page/fault.ts';
import { waitFor } from '../../src/wait.ts';
import { patienceMs } from '../support/patience.ts';
import { images, type Server, startServer } from './server.ts';
import { askServer, fillLedger } from './sql-server.ts';
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
let server: Server;
let db: Targeted;

const at = async () => ({ host: await addressOf(server.service.containerId), port: 3306 });
/** What a client sees that connects now; a container that was down may have got another address. */
const seenBy = async (what: string) => seen((await at()).host, what);

/** What is in the ledger: reads all of it. */
const rows = async () => askServer<{ n: number }>(await at(), 'SELECT COUNT(*) AS n FROM ledger.entries');

beforeAll(async () => {
  tags = await images();
  server = await startServer('db1', tags.mysql);
  await seenBy('open');
  await fillLedger({ at: await at() }, 3);
});

afterAll(() => server.container.stop({ removeVolumes: true }));

beforeEach(async () => {
  db = await targeted(server, tags.toolbox, [corruptBinlog, corruptPage]);
});

afterEach(async () => {
  await db.stop();
  await db.target.startAgain();
  await seenBy('open');
});

describe('corrupt-page', () => {
  const page = corruptPage.parameters.parse({});
  const inject = () => corruptPage.inject([db.target], page, contextOf(db.target));

  test('the server dies of reading it, until it is healed', async () => {
    const injection = await inject();
    expect(await injection.prove()).toMatchObject({
      proved: true,
      evidence: 'db1: page 4 of /var/lib/mysql/ledger/entries.ibd does not match its checksum',
    });
    expect(await injection.healing?.prove()).toMatchObject({ proved: false });
    await waitFor({ what: 'the server to die of reading', deadlineMs: patienceMs }, async () => {
      const read = await rows().catch(String);
      const died = /page corruption.*ended with exit code [1-9]/s.test(await db.target.logTail(2000));
      return died ? { done: true, value: undefined } : { done: false, state: JSON.stringify(read) };
    });
    await seenBy('ECONNREFUSED');

    await injection.healing?.heal();
    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toMatchObject({
      proved: true,
      evidence: 'db1: the flipped bytes are no longer at 73728 of /var/lib/mysql/ledger/entries.ibd',
    });
    expect(await injection.prove()).toMatchObject({ proved: false });
    await db.target.startAgain();
    await seenBy('open');
    expect(await rows()).toEqual([{ n: 3 }]);
    await expectAsBefore(db.target);
  });

  test('the end of the harness heals it', async () => {
    await inject();
    await harnessDies(db);
    await db.target.startAgain();
    await seenBy('open');
    expect(await rows()).toEqual([{ n: 3 }]);
    await expectAsBefore(db.target);
  });

  test('is healed while the container is down', async () => {
    const injection = await inject();
    await db.target.killContainer();
    expect(await injection.healing?.prove()).toMatchObject({ proved: false });
    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toMatchObject({ proved: true });
    await db.target.startAgain();
    await seenBy('open');
    expect(await rows()).toEqual([{ n: 3 }]);
  });

  test('healing leaves alone what is there instead', async () => {
    const injection = await inject();
    const other =
      'dd if=/dev/zero of=/proc/1/root/var/lib/mysql/ledger/entries.ibd bs=1 seek=73728 count=8 conv=notrunc';
    await db.target.run(other);
    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toMatchObject({ proved: true });
    const { lines } = await db.target.run(
      'dd if=/proc/1/root/var/lib/mysql/ledger/entries.ibd bs=1 skip=73728 count=8 status=none | base64',
    );
    expect(lines).toEqual(['AAAAAAAAAAA=']);
  });

  test('a page that is none is refused, and the server runs again', async () => {
    const beyond = corruptPage.inject([db.target], { ...page, page: 99_999 }, contextOf(db.target));
    await expect(beyond).rejects.toThrow(
      'page 99999 of /var/lib/mysql/ledger/entries.ibd is none whose checksum',
    );
    await seenBy('open');
    const absent = corruptPage.inject([db.target], { ...page, table: 'absent' }, contextOf(db.target));
    await expect(absent).rejects.toThrow('there is no table ledger.absent with a file of its own');
    await seenBy('open');
    await expectAsBefore(db.target);
  });
});

describe('corrupt-binlog', () => {
  /** What MySQL's own reader says of a binary log. */
  async function readBinlog(name: string): Promise<{ output: string; exitCode: number }> {
    const [base] = await askServer<{ path: string }>(await at(), 'SELECT @@log_bin_basename AS path');
    const file = `${base?.path.replace(/[^/]*$/, '')}${name}`;
    return server.container.exec(['mysqlbinlog', '--verify-binlog-checksum', file]);
  }
  const newest = async () =>
    (await askServer<{ Log_name: string }>(await at(), 'SHOW BINARY LOGS')).at(-1)?.Log_name ?? '';

  beforeEach(async () => {
    await askServer(await at(), 'FLUSH BINARY LOGS');
    await fillLedger({ at: await at() }, 3);
  });

  test('cannot be read, until it is healed', async () => {
    const file = await newest();
    const injection = await corruptBinlog.inject([db.target], {}, contextOf(db.target));
    expect(await injection.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringMatching(
        new RegExp(`^db1: the Write_rows event at \\d+ of ${file} does not match its checksum$`),
      ),
    });
    expect((await readBinlog(file)).output).toContain('crc check failed');
    expect(await injection.healing?.prove()).toMatchObject({ proved: false });
    const twice = corruptBinlog.inject([db.target], { file }, contextOf(db.target));
    await expect(twice).rejects.toThrow('has no checksum that can be read');

    await injection.healing?.heal();
    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toMatchObject({ proved: true });
    expect(await injection.prove()).toMatchObject({ proved: false });
    expect((await readBinlog(file)).exitCode).toBe(0);
    await expectAsBefore(db.target);
  });

  test('the end of the harness heals it', async () => {
    await corruptBinlog.inject([db.target], {}, contextOf(db.target));
    await harnessDies(db);
    expect((await readBinlog(await newest())).exitCode).toBe(0);
  });

  test('one that is not there, or has no transaction, is refused', async () => {
    const absent = corruptBinlog.inject([db.target], { file: 'binlog.999999' }, contextOf(db.target));
    await expect(absent).rejects.toThrow('corrupt-binlog: the server has no binary log binlog.999999.');
    await askServer(await at(), 'FLUSH BINARY LOGS');
    const file = await newest();
    const empty = corruptBinlog.inject([db.target], {}, contextOf(db.target));
    await expect(empty).rejects.toThrow(`there is no transaction in ${file} yet`);
    await expectAsBefore(db.target);
  });
});

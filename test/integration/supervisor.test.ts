import type { StartedTestContainer } from 'testcontainers';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ensureImages } from '../../src/docker/images.ts';
import { mysql as engine } from '../../src/engine/mysql/engine.ts';
import { withSession } from '../../src/engine/with-session.ts';
import { waitFor } from '../../src/wait.ts';
import { patienceMs } from '../support/patience.ts';
import { docker } from './server.ts';
import { accounts, knock, passwords, prepared, server, started } from './supervised.ts';

let mysql: { tag: string; id: string };
beforeAll(async () => {
  mysql = (await ensureImages(docker, () => undefined, ['mysql'])).mysql;
});

describe('a server under the supervisor', () => {
  let container: StartedTestContainer;
  let db: ReturnType<typeof server>;
  beforeEach(async () => {
    container = await prepared(mysql.tag)
      .withEnvironment(passwords)
      .withCommand([
        '--server-id=7',
        '--gtid-mode=ON',
        '--enforce-gtid-consistency=ON',
        '--super-read-only=ON',
      ])
      .start();
    db = server(container);
  });
  afterEach(() => container.stop({ removeVolumes: true }));

  const uuid = () => db.value('SELECT @@server_uuid');
  const writeRow = () =>
    withConnectionOf(async (open) => {
      await open.query('SET GLOBAL super_read_only = OFF');
      await open.query('CREATE DATABASE ledger');
      await open.query('CREATE TABLE ledger.kept (id INT PRIMARY KEY)');
      await open.query('INSERT INTO ledger.kept VALUES (42)');
    });
  const withConnectionOf = async <T>(use: Parameters<typeof withSession<T>>[3]) =>
    withSession(engine, await db.address(), accounts.admin, use);

  test('answers SQL with its options, and its accounts are no transactions', async () => {
    expect(await db.value('SELECT @@server_id')).toBe(7);
    expect(await db.value('SELECT @@gtid_executed')).toBe('');
  });

  test('the accounts may do what they are for, and no more', async () => {
    const grants = async (user: string) =>
      (await db.query(`SHOW GRANTS FOR ${user}`)).flatMap((row) => Object.values(row));
    expect(await grants('ha_replication')).toEqual([
      'GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO `ha_replication`@`%`',
      'GRANT BACKUP_ADMIN ON *.* TO `ha_replication`@`%`',
    ]);
    expect(await grants('ha_application')).toEqual([
      'GRANT USAGE ON *.* TO `ha_application`@`%`',
      'GRANT ALL PRIVILEGES ON `ledger`.* TO `ha_application`@`%`',
    ]);
    expect((await grants('ha_admin')).join('\n')).toMatch(/SUPER[\s\S]*BACKUP_ADMIN[\s\S]*WITH GRANT OPTION/);
    expect(await db.value('SELECT CURRENT_USER()', accounts.replication)).toBe('ha_replication@%');
    const forbidden = db.query('CREATE DATABASE ledger', accounts.application);
    await expect(forbidden).rejects.toMatchObject({ code: 'ER_OPTION_PREVENTS_STATEMENT' });
  });

  test('no password is on a command line, in the log, or readable by another user', async () => {
    const everywhere = `${await db.shell('cat /proc/[0-9]*/cmdline')}\n${await db.log()}`;
    for (const secret of Object.values(passwords)) expect(everywhere).not.toContain(secret);
    expect(await db.shell('stat -c "%a %U" /run/ha-drill-accounts.sql')).toBe('600 mysql');
  });

  test('tells the free space of its disk by SQL', async () => {
    const free = async () => String(await db.value("SELECT LOAD_FILE('/run/ha-drill/disk-free')"));
    await expect.poll(free).not.toBe('null');
    const told = await free();
    const [blocks = 0, size = 0] = (await db.shell('stat -f -c "%a %S" /var/lib/mysql'))
      .split(' ')
      .map(Number);
    expect(told).toMatch(/^\d+ *\n$/);
    // Others write to this disk too: the same order of magnitude is what can be known.
    expect(Number(told) / (blocks * size)).toBeCloseTo(1, 0);
  });

  test('killed, it stays dead and its host refuses; SIGUSR1 starts it again with identity and data', async () => {
    await writeRow();
    const before = await uuid();
    await db.killed();
    expect((await db.handle.inspect()).State).toMatchObject({ Running: true, ExitCode: 0 });
    expect(await db.log()).toMatch(/mysqld \(process \d+\) ended with exit code 137/);
    await db.handle.kill({ signal: 'SIGUSR1' });
    await db.answers();
    expect(await uuid()).toBe(before);
    expect(await db.value('SELECT id FROM ledger.kept')).toBe(42);
    expect(await db.value('SELECT @@super_read_only')).toBe(1);
  });

  test('a lock that a killed server left does not keep it from starting, though a thread has its number now', async () => {
    await db.killed();
    // The next numbers are those of the new server and its threads.
    await db.shell('echo $(($$ + 14)) >/run/mysqld/mysqld.sock.lock');
    await db.handle.kill({ signal: 'SIGUSR1' });
    await db.answers();
  });

  test('an order to start a server that runs does not bring it back when it dies later', async () => {
    await db.handle.kill({ signal: 'SIGUSR1' });
    // Its number is 10: the tenth bit from the right of the pending ones.
    const pending = `awk '/^(Shd|Sig)Pnd/ { print $2 }' /proc/1/status`;
    await waitFor({ what: 'the order to be taken', deadlineMs: patienceMs }, async () => {
      const masks = (await db.shell(pending)).split(/\s+/);
      return masks.every((mask) => (Number.parseInt(mask, 16) & 0x200) === 0)
        ? { done: true, value: undefined }
        : { done: false, state: masks.join() };
    });
    await db.killed();
    expect((await db.log()).match(/mysqld started, process/g)).toHaveLength(1);
    expect(await knock(await db.address())).toBe('ECONNREFUSED');
  });

  test('SQL RESTART restarts it in place: same container, same identity', async () => {
    const before = await uuid();
    const { StartedAt } = (await db.handle.inspect()).State;
    await db.query('RESTART');
    await started(db, 2);
    await db.answers();
    expect(await db.log()).toMatch(/ended with exit code 16/);
    expect(await uuid()).toBe(before);
    expect((await db.handle.inspect()).State.StartedAt).toBe(StartedAt);
  });

  test('SIGTERM stops it cleanly, also when the server is dead already', async () => {
    await db.handle.stop({ t: patienceMs / 1000 });
    expect((await db.handle.inspect()).State).toMatchObject({ Running: false, ExitCode: 0 });
    expect(await db.log()).toMatch(/Shutdown complete/);
    await db.handle.start();
    await db.answers();
    await db.killed();
    await db.handle.stop({ t: patienceMs / 1000 });
    expect((await db.handle.inspect()).State).toMatchObject({ Running: false, ExitCode: 0 });
  });

  test('keeps its identity over a restart of the container, and reaps orphans', async () => {
    const before = await uuid();
    await db.handle.restart({ t: patienceMs / 1000 });
    await db.answers();
    expect(await uuid()).toBe(before);
    await db.shell('(sleep 0.1 &)');
    await waitFor({ what: 'no zombie', deadlineMs: patienceMs }, async () => {
      const states = await db.shell('cat /proc/[0-9]*/stat 2>/dev/null | grep -E "\\(sleep\\) Z" || true');
      return states === '' ? { done: true, value: undefined } : { done: false, state: states };
    });
  });
});

test('two servers of one seed have identities of their own', async () => {
  const both = await Promise.all([1, 2].map(() => prepared(mysql.tag).withEnvironment(passwords).start()));
  try {
    const [one, other] = await Promise.all(both.map((each) => server(each).value('SELECT @@server_uuid')));
    expect(one).not.toBe(other);
  } finally {
    await Promise.all(both.map((each) => each.stop({ removeVolumes: true })));
  }
});

test('without passwords it starts and answers root on its socket', async () => {
  const container = await prepared(mysql.tag).start();
  try {
    expect(
      await server(container).shell(
        'mysql -N -e "SELECT COUNT(*) FROM mysql.user WHERE user LIKE \'ha\\_%\'"',
      ),
    ).toBe('0');
  } finally {
    await container.stop({ removeVolumes: true });
  }
});

test('a wrong option at the first start ends the container', async () => {
  const container = await docker.createContainer({
    Image: mysql.tag,
    Cmd: ['--no-such-option'],
    Labels: { 'ha-drill.run': 'integration' },
  });
  try {
    await container.start();
    expect(await container.wait()).toMatchObject({ StatusCode: 1 });
    const log = (await container.logs({ stdout: true, stderr: true })).toString();
    expect(log).toMatch(/unknown option '--no-such-option'/);
  } finally {
    await container.remove({ force: true, v: true });
  }
});

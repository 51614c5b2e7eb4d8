import { connect as knockAt } from 'node:net';
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';
import { mysql } from '../../src/engine/mysql/engine.ts';
import type { Account } from '../../src/engine/types.ts';
import { withSession } from '../../src/engine/with-session.ts';
import { type Condition, waitFor } from '../../src/wait.ts';
import { patienceMs } from '../support/patience.ts';
import { docker } from './server.ts';

/** With all that an SQL literal, an option file or a shell could stumble over. */
const password = `it's "a" \\n $HOME #;%`;
export const passwords = {
  HA_DRILL_ADMIN_PASSWORD: password,
  HA_DRILL_REPLICATION_PASSWORD: 'it-replication',
  HA_DRILL_APPLICATION_PASSWORD: 'it-application',
};
export const accounts: Record<'admin' | 'replication' | 'application', Account> = {
  admin: { user: 'ha_admin', password },
  replication: { user: 'ha_replication', password: passwords.HA_DRILL_REPLICATION_PASSWORD },
  application: { user: 'ha_application', password: passwords.HA_DRILL_APPLICATION_PASSWORD },
};

export const prepared = (image: string) =>
  new GenericContainer(image)
    .withLabels({ 'ha-drill.run': 'integration' })
    .withWaitStrategy(Wait.forLogMessage(/mysqld: ready for connections/))
    .withStartupTimeout(patienceMs);

/** A server under the supervisor, by its container. */
export function server(container: StartedTestContainer) {
  const handle = docker.getContainer(container.getId());
  const address = async () => {
    const { NetworkSettings } = await handle.inspect();
    return { host: NetworkSettings.Networks.bridge?.IPAddress ?? '', port: 3306 };
  };
  /** The rows of one statement. */
  const query = async (sql: string, account = accounts.admin) =>
    withSession(mysql, await address(), account, async (open) => {
      const rows = await open.query(sql);
      return rows;
    });
  /** One value. */
  const value = async (sql: string, account = accounts.admin): Promise<unknown> =>
    Object.values((await query(sql, account))[0] ?? {})[0];
  const answers = () =>
    waitFor({ what: 'the server to answer', deadlineMs: patienceMs }, async (): Promise<Condition<void>> => {
      try {
        await query('SELECT 1');
        return { done: true, value: undefined };
      } catch (error) {
        return { done: false, state: String(error) };
      }
    });
  const log = async () => (await handle.logs({ stdout: true, stderr: true })).toString();
  const shell = async (command: string) => (await container.exec(['sh', '-c', command])).output.trim();
  /** Kills the server; resolves once its port refuses and the supervisor has seen its death. */
  const killed = async (): Promise<void> => {
    const deaths = async () => (await log()).match(/ended with exit code 137/g)?.length ?? 0;
    const before = await deaths();
    await shell('kill -9 $(cat /run/ha-drill/mysqld.pid)');
    await refuses(await address());
    await waitFor({ what: 'its death in the log', deadlineMs: patienceMs }, async () =>
      (await deaths()) > before ? { done: true, value: undefined } : { done: false, state: 'not logged' },
    );
  };
  return { handle, address, query, value, answers, log, shell, killed };
}

/** What a client sees that connects now: `open`, or the error's code. */
export async function knock(at: { host: string; port: number }): Promise<string> {
  return new Promise((resolve) => {
    const socket = knockAt(at);
    const end = (seen: string): void => {
      socket.destroy();
      resolve(seen);
    };
    socket.on('data', () => end('open'));
    socket.on('error', (error) => end('code' in error ? String(error.code) : error.message));
  });
}

export const refuses = (at: { host: string; port: number }) =>
  waitFor({ what: 'the port to refuse', deadlineMs: patienceMs, everyMs: 20 }, async () => {
    const seen = await knock(at);
    return seen === 'ECONNREFUSED' ? { done: true, value: seen } : { done: false, state: seen };
  });

/** Waits until the supervisor has started the server that many times. */
export const started = (db: ReturnType<typeof server>, times: number) =>
  waitFor({ what: `start number ${times}`, deadlineMs: patienceMs }, async () => {
    const starts = (await db.log()).match(/mysqld started, process/g)?.length ?? 0;
    return starts === times ? { done: true, value: starts } : { done: false, state: `${starts} starts` };
  });

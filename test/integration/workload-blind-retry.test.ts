import { createServer, connect as openSocket, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { waitFor } from '../../src/wait.ts';
import { blindRetryChecks } from '../../src/workload/blind-retry/checks.ts';
import { patienceMs } from '../support/patience.ts';
import { startTrial } from './beside.ts';
import { images } from './server.ts';
import { type SqlServer, startSqlServer, stopSqlServers } from './sql-server.ts';

let server: SqlServer;
beforeAll(async () => {
  server = await startSqlServer('db1', 'primary', (await images()).mysql);
});
afterAll(stopSqlServers);

/** Stands between clients and a server, and can take the answers to inserts away: what was sent is done, and nobody is told. */
async function deafProxy(to: SqlServer['at']) {
  const sockets = new Set<Socket>();
  let isDeaf = false;
  let swallowed = 0;
  const proxy = createServer((client) => {
    const behind = openSocket(to.port, to.host);
    for (const socket of [client, behind]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    let inserts = false;
    client.on('data', (bytes) => {
      inserts = bytes.includes('INSERT');
      behind.write(bytes);
    });
    client.on('close', () => behind.destroy());
    behind.on('close', () => client.destroy());
    behind.on('data', (bytes) => {
      if (!isDeaf || !inserts) return void client.write(bytes);
      swallowed += 1;
      client.destroy();
    });
  });
  const listening = Promise.withResolvers<void>();
  proxy.listen(0, '127.0.0.1', listening.resolve);
  await listening.promise;
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy listens nowhere');
  return {
    at: { host: '127.0.0.1', port: address.port },
    swallow: async (answers: number) => {
      swallowed = 0;
      isDeaf = true;
      await waitFor({ what: 'answers to swallow', deadlineMs: patienceMs }, () =>
        swallowed >= answers ? { done: true, value: undefined } : { done: false, state: `${swallowed}` },
      );
      isDeaf = false;
    },
  };
}

describe('blind-retry', () => {
  test.each([
    ['none', 'fail', /^[1-9]\d* rows? too many; .* sent again, after [1-9]\d* unknown/],
    ['unique', 'pass', /^each is there once; [1-9]\d* acknowledged .* sent again, after [1-9]\d* unknown/],
  ] as const)('with the key %j, when answers are lost: %s', async (key, verdict, text) => {
    const proxy = await deafProxy(server.at);
    const trial = await startTrial({ server, kind: 'blind-retry', options: { key }, through: proxy.at });
    await trial.acknowledged(20);
    await proxy.swallow(8);
    await trial.acknowledged(40);
    const { verdict: found, summary } = blindRetryChecks['blind-retry-once'].judge(await trial.end());
    expect([found, summary]).toEqual([verdict, expect.stringMatching(text)]);
  });
});

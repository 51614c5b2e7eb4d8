import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../src/engine/connect.ts';
import { waitFor } from '../../src/wait.ts';
import { patienceMs } from '../support/patience.ts';
import { admin, images, type Server, startServer } from './server.ts';

let server: Server;

beforeAll(async () => {
  const { mysql } = await images();
  server = await startServer('db1', mysql);
});
afterAll(() => server.container.stop({ removeVolumes: true }));

const openSockets = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;

test('a connection to a server that is silent keeps no process alive once it is destroyed', async () => {
  const before = openSockets();
  const connection = await connect({ host: server.service.address, port: 3306 }, admin, 5000);
  expect(openSockets()).toBe(before + 1);
  await server.container.exec(['sh', '-c', 'kill -STOP $(cat /run/ha-drill/mysqld.pid)']);
  connection.query('SELECT 1').catch(() => undefined);
  connection.destroy();
  await waitFor({ what: 'the socket to be closed', deadlineMs: patienceMs }, () => {
    const open = openSockets() - before;
    return open === 0 ? { done: true, value: undefined } : { done: false, state: `${open} are open` };
  });
  await server.container.exec(['sh', '-c', 'kill -CONT $(cat /run/ha-drill/mysqld.pid)']);
});

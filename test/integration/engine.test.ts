import { afterAll, beforeAll } from 'vitest';
import { mysql } from '../../src/engine/mysql/engine.ts';
import { engineContract } from '../contract/engine.ts';
import { admin, images, type Server, startServer } from './server.ts';

let server: Server;
beforeAll(async () => {
  server = await startServer('db1', (await images()).mysql);
});
afterAll(() => server.container.stop({ removeVolumes: true }));

let count = 0;

engineContract('MySQL', {
  engine: mysql,
  server: () => [{ host: server.service.address, port: 3306 }, admin, 5000],
  write: () => {
    count += 1;
    return `CREATE DATABASE contract_${count}`;
  },
  refused: 'INSERT INTO nowhere.nothing VALUES (1)',
});

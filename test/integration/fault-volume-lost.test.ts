import { afterAll, beforeAll, expect, test } from 'vitest';
import { fault as volumeLost } from '../../src/faults/volume-lost/fault.ts';
import { images, type Server, startServer } from './server.ts';
import { askServer, fillLedger } from './sql-server.ts';
import { addressOf, contextOf, seen, type Targeted, targeted } from './target.ts';

let server: Server;
let db: Targeted;

const at = async () => ({ host: await addressOf(server.service.containerId), port: 3306 });
const value = async (sql: string) => Object.values((await askServer<object>(await at(), sql))[0] ?? {})[0];

beforeAll(async () => {
  const tags = await images();
  server = await startServer('db1', tags.mysql);
  await seen((await at()).host, 'open');
  await fillLedger({ at: await at() }, 3);
  db = await targeted(server, tags.toolbox, [volumeLost]);
});

afterAll(async () => {
  await db.stop();
  await server.container.stop({ removeVolumes: true });
});

test('everything is gone, which is proved, and what starts again is another, blank server', async () => {
  const before = await value('SELECT @@server_uuid');
  const parameters = volumeLost.parameters.parse({});
  const injection = await volumeLost.inject([db.target], parameters, contextOf(db.target));
  expect(await injection.prove()).toMatchObject({
    proved: true,
    evidence: 'db1: down, its volumes are empty',
  });
  expect(injection.healing).toBeNull();

  await db.target.startAgain();
  await seen((await at()).host, 'open');
  expect((await injection.prove()).proved, 'a server that runs has not lost its volumes').toBe(false);
  expect(await value('SELECT @@server_uuid')).not.toBe(before);
  expect(await value("SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = 'ledger'")).toBe(
    0,
  );
  expect(await value('SELECT @@GLOBAL.gtid_executed')).toBe('');
});

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadTopology } from '../../../src/topology/load.ts';
import { folderWith, refusal } from '../document/files.ts';

const compose = `services:
  db: { image: mysql:9.7, deploy: { replicas: 2 }, networks: { default: { aliases: [database] } } }
  set-up: { image: mysql:9.7, depends_on: { db: { condition: service_healthy } } }
  agent: { image: debian, network_mode: "service:db" }
  web: { image: nginx }
`;
const stack = (more: string, nodes = '[db-1, db-2]') => `compose: docker-compose.yml
replication: async
nodes: ${nodes}
endpoints: { write: { service: db-1, port: 3306 } }
${more}`;

async function loaded(text: string, file = compose) {
  const folder = await folderWith({ 'ha-drill.yml': text, 'docker-compose.yml': file });
  return { folder, loading: loadTopology(join(folder, 'ha-drill.yml'), folder) };
}

test('each container of a service is a service, which others find by the old name, too', async () => {
  const { loading } = await loaded(stack(''));
  const { services } = (await loading).stack?.config ?? {};
  expect(Object.keys(services ?? {})).toEqual(['agent', 'db-1', 'db-2', 'set-up', 'web']);
  for (const name of ['db-1', 'db-2']) {
    expect(services?.[name]).toMatchObject({
      deploy: { replicas: 1 },
      networks: { default: { aliases: ['database', 'db'] } },
    });
  }
  expect(services?.['set-up']?.depends_on).toMatchObject({
    'db-1': { condition: 'service_healthy' },
    'db-2': { condition: 'service_healthy' },
  });
  expect(services?.agent?.network_mode).toBe('service:db-1');
});

test('scale counts more than the compose file; without any, nothing of it changes', async () => {
  const more = await loaded(stack('scale: { db: 3, web: 2 }', '[db-1, db-2, db-3]'));
  const names = (await more.loading).services;
  expect(names).toEqual(expect.arrayContaining(['db-3', 'web-1', 'web-2']));
  const one = await loaded(
    stack('scale: { db: 1 }', '[db]')
      .replace('replication: async', 'replication: standalone')
      .replace('db-1', 'db'),
  );
  const config = (await one.loading).stack?.config;
  expect(config?.services.db).toMatchObject({
    deploy: { replicas: 1 },
    networks: { default: { aliases: ['database'] } },
  });
});

test('a service that is not there, and a name that is taken, are told', async () => {
  const unknown = await loaded(stack('scale: { dbb: 2 }'));
  expect(await refusal(unknown.folder, unknown.loading)).toMatch(
    /scale: expected a service of the compose files \(agent, db, set-up, web\), found "dbb"/,
  );
  const taken = await loaded(stack(''), `${compose}  db-2: { image: mysql:9.7 }\n`);
  expect(await refusal(taken.folder, taken.loading)).toMatch(
    /The containers of db would be services such as db-2, and another service is called so/,
  );
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitFor } from '../../src/wait.ts';
import { patienceMs } from '../support/patience.ts';
import { type Up, up } from './topology.ts';

/** Checks that ask whether a server answers, and not whether it leads. */
const cfg = `defaults
  mode tcp
  timeout connect 1s
  timeout client 1h
  timeout server 1h
listen mysql
  bind *:3306
  option mysql-check user haproxy
  default-server inter 200ms fall 2 rise 1 on-marked-down shutdown-sessions
  server a 10.0.0.1:3306 check
  server b 10.0.0.2:3306 check backup
  server c 10.0.0.3:3306 check backup
`;

let folder: string;
let cluster: Up;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'checks-'));
  await writeFile(join(folder, 'haproxy.cfg'), cfg);
  const said = 'extends: semisync\nconfig: { proxy: { file: haproxy.cfg, routes: checks } }\n';
  await writeFile(join(folder, 'ha-drill.yml'), said);
  cluster = await up(folder);
});
afterAll(async () => {
  await cluster?.down();
  await rm(folder, { recursive: true, force: true });
});

test('a planned switchover that only checks are to follow is done, and clients stay at the old primary, which is read-only', async () => {
  const { managerUrl, endpoints } = cluster.cluster;
  const [write] = endpoints.write.hosts;
  const body = JSON.stringify({ to: 'db2' });
  const response = await fetch(`${managerUrl}/switchover`, { method: 'POST', body });
  expect(response.status).toBe(202);
  await waitFor({ what: 'db2 to lead', deadlineMs: patienceMs }, () => {
    const states = cluster.states();
    const [old, next] = ['db1', 'db2'].map((node) => states.get(node)?.acceptsWrites);
    return old === false && next === true
      ? { done: true, value: undefined }
      : { done: false, state: `db1 ${old}, db2 ${next}` };
  });
  await cluster.missingIs(/^$/);
  // By now every server was checked many times: the old primary answers, so nothing of it looks wrong to them.
  expect(await cluster.ask(write, 'SELECT @@server_id AS id')).toEqual([{ id: 1 }]);
  const writing = cluster.ask(write, 'CREATE DATABASE astray');
  await expect(writing).rejects.toThrow(/super-read-only/);
});

import { chmod, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startClock } from '../../src/clock.ts';
import { bringUp, type Cluster, tearDown } from '../../src/docker/cluster.ts';
import { formCluster } from '../../src/drill/form-cluster.ts';
import { newRunId } from '../../src/drill/run-id.ts';
import { replicationOf } from '../../src/engine/list.ts';
import { observeCluster } from '../../src/observe/observer.ts';
import { loadTopology } from '../../src/topology/load.ts';
import { officialImages } from '../official-images.ts';
import { patienceMs } from '../support/patience.ts';
import { docker } from './server.ts';

const compose = `name: setup-it
services:
  db1: &db
    image: mysql:9.7
    container_name: setup-it-first
    environment: { MYSQL_ROOT_PASSWORD: of-this-test }
    command: [--server-id=1, --gtid-mode=ON, --enforce-gtid-consistency=ON]
  db2:
    <<: *db
    container_name: setup-it-second
    command: [--server-id=2, --gtid-mode=ON, --enforce-gtid-consistency=ON, --super-read-only=ON]
`;
const stack = `compose: docker-compose.yml
replication: async
nodes: [db1, db2]
endpoints: { write: { service: db1, port: 3306 } }
setup: ./set-up.sh
`;
// By the names that the containers of its user have: one of the two commands leaves out Compose.
const script = `#!/bin/sh
set -eu
say() { docker exec -e MYSQL_PWD=of-this-test "$1" mysql -uroot -h127.0.0.1 --protocol=tcp -e "$2"; }
say setup-it-first "CREATE USER replica IDENTIFIED BY 'of-this-test'; GRANT REPLICATION SLAVE ON *.* TO replica"
# The entry point makes accounts on each server by itself.
say setup-it-first 'RESET BINARY LOGS AND GTIDS'
say setup-it-second "RESET BINARY LOGS AND GTIDS; CHANGE REPLICATION SOURCE TO SOURCE_HOST='db1', SOURCE_USER='replica',
  SOURCE_PASSWORD='of-this-test', SOURCE_AUTO_POSITION=1, GET_SOURCE_PUBLIC_KEY=1; START REPLICA"
docker compose ps --services | sort >seen
`;

let folder: string;
beforeAll(async () => {
  await officialImages(docker);
  folder = await mkdtemp(join(tmpdir(), 'ha-drill-setup-'));
  await writeFile(join(folder, 'docker-compose.yml'), compose);
  await writeFile(join(folder, 'ha-drill.yml'), stack);
});
let cluster: Cluster | undefined;
afterAll(async () => {
  if (cluster) await tearDown(docker, cluster);
});

/** Starts the stack with that script, and forms it as a drill does; resolves with its primary. */
async function formed(text: string): Promise<string> {
  const path = join(folder, 'set-up.sh');
  await writeFile(path, text);
  await chmod(path, 0o700);
  const topology = await loadTopology(join(folder, 'ha-drill.yml'), folder, { trust: true });
  if (!cluster) {
    const run = newRunId('it-setup');
    const files = join(tmpdir(), run);
    const options = { run, topology, parameters: {}, images: {}, folder: files, subnetHint: 211 };
    cluster = await bringUp(docker, options);
  }
  const replication = replicationOf(topology.section);
  const observer = observeCluster(cluster, startClock(), () => undefined);
  try {
    return await formCluster(docker, cluster, replication, observer, { deadlineMs: patienceMs });
  } finally {
    await observer.stop();
  }
}

test('a script that fails is told with what it printed; one that sets the stack up is the start of a healthy copy', async () => {
  await expect(formed('#!/bin/sh\necho no such host\nexit 7\n')).rejects.toThrow(
    /setup: \.\/set-up\.sh ended with exit code 7: no such host/,
  );
  expect(await formed(script)).toBe('db1');
  expect(await readFile(join(folder, 'seen'), 'utf8')).toBe('db1\ndb2\n');
});

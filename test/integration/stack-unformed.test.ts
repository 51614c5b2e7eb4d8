import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { startClock } from '../../src/clock.ts';
import { bringUp, tearDown } from '../../src/docker/cluster.ts';
import { formCluster } from '../../src/drill/form-cluster.ts';
import { newRunId } from '../../src/drill/run-id.ts';
import { replicationOf } from '../../src/engine/list.ts';
import { observeCluster } from '../../src/observe/observer.ts';
import { loadTopology } from '../../src/topology/load.ts';
import { officialImages } from '../official-images.ts';
import { docker } from './server.ts';

const stack = `compose: docker-compose.yml
replication: async
nodes: [db1, db2]
endpoints: { write: { service: db1, port: 3306 } }
`;
const servers = (second: string): string => `services:
  db1: &db
    image: mysql:9.7
    environment: { MYSQL_ROOT_PASSWORD: of-this-test }
    command: [--server-id=1, --gtid-mode=ON, --enforce-gtid-consistency=ON]
  db2: { <<: *db, command: [--server-id=2, --gtid-mode=ON, --enforce-gtid-consistency=ON${second}] }
`;

beforeAll(() => officialImages(docker));

/** Forms a stack, for which nobody has more patience than that an answer comes by itself; resolves with the error. */
async function whyUnformed(compose: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ha-drill-unformed-'));
  await writeFile(join(folder, 'docker-compose.yml'), compose);
  await writeFile(join(folder, 'ha-drill.yml'), stack);
  const topology = await loadTopology(join(folder, 'ha-drill.yml'), folder);
  const run = newRunId('it-unformed');
  const options = { run, topology, parameters: {}, images: {}, folder: join(folder, 'run'), subnetHint: 212 };
  const cluster = await bringUp(docker, options);
  onTestFinished(() => tearDown(docker, cluster));
  const replication = replicationOf(topology.section);
  const observer = observeCluster(cluster, startClock(), () => undefined);
  onTestFinished(observer.stop);
  const hour = { deadlineMs: 3_600_000 };
  return formCluster(docker, cluster, replication, observer, hour).then(
    () => 'it was formed',
    (error: Error) => error.message,
  );
}

test('servers that follow nobody are told as they are, once nothing runs that would change it', async () => {
  expect(await whyUnformed(servers(''))).toBe(
    'The cluster could not be formed: expected one server that leads, and others that follow it, found none; nothing runs ' +
      'that would change that: db1: accepts writes, replicates from nobody; db2: accepts writes, replicates from nobody',
  );
  expect(await whyUnformed(servers(', --super-read-only=ON'))).toMatch(
    /expected every server to follow db1, found one that does not.*db2: read-only, replicates from nobody/,
  );
});

test('a job that should have set them up, and failed, is told with its log', async () => {
  const job = `  job:
    image: mysql:9.7
    environment: { MYSQL_ROOT_PASSWORD: of-this-test }
    entrypoint: [sh, -c, 'sleep 3; echo no such replica >&2; exit 3']
`;
  expect(await whyUnformed(servers('') + job)).toMatch(
    /found none;.*\nlast lines of job:\n {2}\| no such replica/,
  );
});

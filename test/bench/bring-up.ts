import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { monotonicNowMs, startClock } from '../../src/clock.ts';
import { bringUp, tearDown } from '../../src/docker/cluster.ts';
import { formCluster } from '../../src/drill/form-cluster.ts';
import { imageVariables } from '../../src/drill/provision.ts';
import { newRunId } from '../../src/drill/run-id.ts';
import { verifyReplication } from '../../src/drill/verify-cluster.ts';
import { replicationOf } from '../../src/engine/list.ts';
import { observeCluster } from '../../src/observe/observer.ts';
import { loadTopology } from '../../src/topology/load.ts';
import { waitFor } from '../../src/wait.ts';
import { median, type Row } from './statistics.ts';

const rounds = 5;

/** What a group takes to form however fast the machine: 1.3 s to bootstrap, 3.2 s for two to join side by side. */
const groupTimersMs = 4500;

/** Clusters up and verified against three bare `docker run`s of the same image, alternating in one run. */
export async function benchBringUp(docker: Docker, images: Record<string, string>): Promise<Row[]> {
  const bare: number[] = [];
  const semisync: number[] = [];
  const group: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    bare.push(await threeBareServers(docker, images.mysql ?? ''));
    semisync.push(await verifiedCluster(docker, images, 'semisync'));
    group.push(await verifiedCluster(docker, images, 'group-replication'));
  }
  const ratio = median(semisync) / median(bare);
  const groupRatio = median(group) / (median(bare) + groupTimersMs);
  const list = (values: number[]): string => values.map((ms) => (ms / 1000).toFixed(2)).join(' ');
  return [
    {
      what: 'three bare servers answer',
      goal: '',
      measured: `${(median(bare) / 1000).toFixed(2)} s`,
      values: list(bare),
    },
    {
      what: 'semisync up and verified',
      goal: '<= 1.5x',
      measured: `${(median(semisync) / 1000).toFixed(2)} s, ${ratio.toFixed(2)}x`,
      values: list(semisync),
    },
    {
      what: 'group-replication up and verified, by its fixed timers and three bare servers',
      goal: '<= 1.2x',
      measured: `${(median(group) / 1000).toFixed(2)} s, ${groupRatio.toFixed(2)}x`,
      values: list(group),
    },
  ];
}

/** `docker run` of three servers in parallel, until each answers a query of the client inside. */
async function threeBareServers(docker: Docker, image: string): Promise<number> {
  const startedAtMs = monotonicNowMs();
  const containers = await Promise.all(
    [1, 2, 3].map(async () => {
      const container = await docker.createContainer({ Image: image, Labels: { 'ha-drill.run': 'bench' } });
      await container.start();
      await waitFor({ what: 'a bare server to answer', deadlineMs: 60_000, everyMs: 50 }, async () => {
        const logs = await container.logs({ stdout: true, stderr: true });
        return logs.includes('mysqld: ready for connections')
          ? { done: true, value: undefined }
          : { done: false, state: '' };
      });
      return container;
    }),
  );
  const tookMs = monotonicNowMs() - startedAtMs;
  await Promise.all(containers.map((container) => container.remove({ force: true, v: true })));
  return tookMs;
}

async function verifiedCluster(
  docker: Docker,
  images: Record<string, string>,
  name: string,
): Promise<number> {
  const topology = await loadTopology(name);
  const run = newRunId('bench');
  const startedAtMs = monotonicNowMs();
  const cluster = await bringUp(docker, {
    run,
    topology,
    parameters: {},
    images: imageVariables(images),
    folder: join(tmpdir(), run),
    subnetHint: 200,
  });
  const replication = replicationOf(topology.section);
  const observer = observeCluster(cluster, startClock(), () => undefined);
  await formCluster(docker, cluster, replication, observer, { deadlineMs: 120_000 });
  await verifyReplication(cluster, observer, { deadlineMs: 10_000 });
  const tookMs = monotonicNowMs() - startedAtMs;
  await observer.stop();
  await tearDown(docker, cluster);
  return tookMs;
}

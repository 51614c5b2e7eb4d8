import type Docker from 'dockerode';
import type { Cluster } from '../docker/cluster.ts';
import { replicationOf } from '../engine/list.ts';
import type { ExpectedTime } from '../history/expected-time.ts';
import { lookAtStack } from './look-at-stack.ts';
import { predictedDetection } from './predicted-detection.ts';

/** What the settings of a cluster that is up and healthy promise, before anything is broken. Changes nothing. */
export async function expectedTimes(docker: Docker, cluster: Cluster): Promise<ExpectedTime[]> {
  return predictedDetection(
    await lookAtStack(docker, cluster, replicationOf(cluster.topology.section), undefined),
  );
}

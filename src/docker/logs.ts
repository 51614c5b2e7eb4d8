import type Docker from 'dockerode';
import { struck } from '../secrets.ts';
import { type Cluster, serviceOf } from './cluster.ts';
import { demultiplex, logTail } from './log-tail.ts';

/** The last lines a service logged, headed by its name; for error messages. */
export async function lastLogLines(
  docker: Docker,
  cluster: Cluster,
  service: string,
  lines: number,
): Promise<string> {
  return logTail(docker, serviceOf(cluster, service).containerId, service, lines);
}

/** The whole log of a service, secrets struck out, and every one of `secrets` even where it is a word as any other. */
export async function readLog(
  docker: Docker,
  cluster: Cluster,
  service: string,
  secrets: readonly string[],
): Promise<string> {
  const container = docker.getContainer(serviceOf(cluster, service).containerId);
  const raw = await container.logs({ stdout: true, stderr: true });
  return struck(secrets.reduce((log, secret) => log.replaceAll(secret, '[secret]'), demultiplex(raw)));
}

import { writeFile } from 'node:fs/promises';
import type Docker from 'dockerode';
import { type Cluster, serviceOf } from './cluster.ts';

/** The last lines a service logged, headed by its name; for error messages. */
export async function lastLogLines(
  docker: Docker,
  cluster: Cluster,
  service: string,
  lines: number,
): Promise<string> {
  const container = docker.getContainer(serviceOf(cluster, service).containerId);
  const raw = await container.logs({ stdout: true, stderr: true, tail: lines });
  return `last lines of ${service}:\n${demultiplex(raw).replace(/^/gm, '  | ').trimEnd()}`;
}

/** Writes the whole log of a service into a file, with every one of `secrets` struck out. */
export async function saveLog(
  docker: Docker,
  cluster: Cluster,
  service: string,
  file: string,
  secrets: readonly string[],
): Promise<void> {
  const container = docker.getContainer(serviceOf(cluster, service).containerId);
  const raw = await container.logs({ stdout: true, stderr: true });
  const text = secrets.reduce((log, secret) => log.replaceAll(secret, '[secret]'), demultiplex(raw));
  await writeFile(file, text);
}

/** The text in a buffer of Docker's framed log stream (8-byte header: stream, length). */
function demultiplex(raw: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; at + 8 <= raw.length; ) {
    const length = raw.readUInt32BE(at + 4);
    parts.push(raw.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return Buffer.concat(parts).toString();
}

import { createWriteStream } from 'node:fs';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
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

/** Writes the whole log of a service into a file, streaming. */
export async function saveLog(
  docker: Docker,
  cluster: Cluster,
  service: string,
  file: string,
): Promise<void> {
  const container = docker.getContainer(serviceOf(cluster, service).containerId);
  const stream = await container.logs({
    stdout: true,
    stderr: true,
    follow: true,
    until: Math.ceil(Date.now() / 1000),
  });
  const text = new PassThrough();
  docker.modem.demuxStream(stream, text, text);
  stream.on('end', () => text.end());
  await pipeline(text, createWriteStream(file));
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

import type Docker from 'dockerode';

/** The last lines that a container logged, headed by the name of its service. */
export async function logTail(
  docker: Docker,
  containerId: string,
  service: string,
  lines: number,
): Promise<string> {
  const raw = await docker.getContainer(containerId).logs({ stdout: true, stderr: true, tail: lines });
  return `last lines of ${service}:\n${demultiplex(raw).replace(/^/gm, '  | ').trimEnd()}`;
}

/** The text in a buffer of Docker's framed log stream (8-byte header: stream, length). */
export function demultiplex(raw: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; at + 8 <= raw.length; ) {
    const length = raw.readUInt32BE(at + 4);
    parts.push(raw.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return Buffer.concat(parts).toString();
}

import { createConnection } from 'node:net';

/**
 * Milliseconds that some TCP handshakes with an address take, one after the other, sorted. They ask for the discard
 * port, which refuses: that takes one round trip too, and no server counts it as a failed login.
 *
 * @returns as many as were answered, until one took more than 5 s
 */
export async function roundTripsMs(address: string, times: number): Promise<number[]> {
  const taken: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const ms = await handshakeMs(address);
    if (ms === undefined) break;
    taken.push(ms);
  }
  return taken.sort((a, b) => a - b);
}

function handshakeMs(address: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const startedAtMs = performance.now();
    const socket = createConnection({ host: address, port: 9 });
    const end = (ms: number | undefined): void => {
      socket.destroy();
      resolve(ms);
    };
    const answered = (): void => end(performance.now() - startedAtMs);
    socket.on('connect', answered);
    socket.on('error', (error) =>
      'code' in error && error.code === 'ECONNREFUSED' ? answered() : end(undefined),
    );
    socket.setTimeout(5000, () => end(undefined));
  });
}

/** The middle of sorted numbers; NaN when there is none. */
export function median(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

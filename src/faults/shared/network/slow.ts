import { createConnection } from 'node:net';
import type { FaultTarget, Injection } from '../../types.ts';
import { healingOfShaping } from './shaping.ts';

/** How packets are to be delayed: by `delayMs`, plus or minus up to `jitterMs`. */
export type Slowness = { readonly delayMs: number; readonly jitterMs: number };

/** What round trips were measured before the fault and under it (ms, sorted), judged by the fault. */
export type Trips = { readonly before: readonly number[]; readonly under: readonly number[] };

const means = {
  netem: 'netem of the kernel, packets that go out',
  nfqueue:
    'our delayer on an NFQUEUE, packets that come in (netem is not there, or the network is shaped already)',
} as const;

/** Delays one target's packets; proved when `isSlow` says so of round trips between the harness and the target. */
export async function slowDown(
  target: FaultTarget,
  { delayMs, jitterMs }: Slowness,
  isSlow: (trips: Trips) => boolean,
): Promise<Injection> {
  const before = await roundTripsMs(target.address, 5);
  const { lines, sentAtMs } = await target.run(`delay_on ${microseconds(delayMs)} ${microseconds(jitterMs)}`);
  const by = lines.at(-1) === 'netem' ? means.netem : means.nfqueue;
  return {
    effectAtMs: sentAtMs,
    prove: async () => {
      const under = await roundTripsMs(target.address, 15);
      const evidence = `round trip ${shown(before)} before, ${shown(under)} now; by ${by}`;
      const proved = before.length > 0 && under.length > 0 && isSlow({ before, under });
      return { proved, evidence };
    },
    healing: healingOfShaping(target, { off: 'delay_off', remains: 'delaying' }),
  };
}

function microseconds(ms: number): number {
  return Math.round(ms * 1000);
}

function shown(trips: readonly number[]): string {
  const [least, most] = [trips[0], trips.at(-1)];
  if (least === undefined || most === undefined) return 'unanswered';
  return `${median(trips).toFixed(1)} ms (${least.toFixed(1)} to ${most.toFixed(1)})`;
}

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

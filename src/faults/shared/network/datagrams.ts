import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { pause } from '../../../wait.ts';
import type { FaultTarget } from '../../types.ts';

/** How numbered datagrams, as the agent's `send_numbers` sends them, got from a target to here. */
export type Arrivals = {
  readonly sent: number;
  /** Never arrived, or not as they were sent. Their checksums see to it that most of those never arrive. */
  readonly spoiled: number;
  /** Arrived more than once. */
  readonly repeated: number;
  /** Arrived after one that was sent later. */
  readonly overtaken: number;
};

/** What became of the datagrams 1 to `sent`, by what arrived, in that order. */
export function judgeArrivals(sent: number, arrived: readonly string[]): Arrivals {
  const seen = new Set<number>();
  let [repeated, overtaken, last] = [0, 0, 0];
  for (const text of arrived) {
    const number = /^\d{200}$/.test(text) ? Number(text) : 0;
    if (number < 1 || number > sent) continue;
    if (seen.has(number)) repeated += 1;
    else if (number < last) overtaken += 1;
    seen.add(number);
    last = Math.max(last, number);
  }
  return { sent, spoiled: sent - seen.size, repeated, overtaken };
}

/** A receiver's buffer holds more than these, also when it is not read at once. */
const atATime = 50;
/** Longer than any of them may be delayed on its way. */
const latestMs = 200;

/** Has the target send datagrams to us until `enough` says so, at least 50, for 5 s at most. */
export async function watchDatagrams(
  target: FaultTarget,
  enough: (arrivals: Arrivals) => boolean,
): Promise<Arrivals> {
  const arrived: string[] = [];
  const socket = createSocket('udp4').on('message', (message) => arrived.push(message.toString('latin1')));
  try {
    socket.bind(0, await ourAddressFor(target.address));
    await once(socket, 'listening');
    const { address, port } = socket.address();
    const untilMs = performance.now() + 5000;
    for (let sent = atATime; ; sent += atATime) {
      await target.run(`send_numbers ${address} ${port} ${sent - atATime + 1} ${sent}`);
      await pause(latestMs);
      const arrivals = judgeArrivals(sent, arrived);
      if (enough(arrivals) || performance.now() > untilMs) return arrivals;
    }
  } finally {
    socket.close();
  }
}

/** The address of this machine that another sees. Nothing is sent to find out. */
async function ourAddressFor(address: string): Promise<string> {
  const socket: Socket = createSocket('udp4');
  try {
    socket.connect(9, address);
    await once(socket, 'connect');
    return socket.address().address;
  } finally {
    socket.close();
  }
}

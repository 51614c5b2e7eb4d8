import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { onTestFinished, test } from 'vitest';
import { startClock } from '../../../src/clock.ts';
import { startBeside } from '../../../src/workload/beside/start.ts';
import { startLoad } from '../../../src/workload/load.ts';

/** A place that takes connections and hangs up, and that tells when the first one has come. */
async function place() {
  const server = createServer((socket) => void socket.destroy());
  const called = once(server, 'connection');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, called };
}

const about = {
  engine: 'mysql',
  account: { user: 'nobody', password: '' },
  seed: 1,
  clock: startClock(),
} as const;
const fail = (error: Error): void => {
  throw error;
};

/** Hosts of a cluster are asked anew each time, as their containers are started again. */
function movingTo(port: number) {
  const now = { port };
  const host = {
    host: '127.0.0.1',
    get port() {
      return now.port;
    },
  };
  return { now, hosts: [host] as const };
}

test.each([
  ['probes', { ratePerSecond: 0.001, probeEveryMs: 20 }],
  ['the application', { ratePerSecond: 50, probeEveryMs: 3_600_000 }],
])('%s of the ledger connect to where their host is now', async (_, rates) => {
  const [first, second] = [await place(), await place()];
  const { now, hosts } = movingTo(first.port);
  const load = startLoad(
    { ...about, ...rates, kind: 'ledger', hosts, writers: 2, probeDeadlineMs: 1000 },
    () => undefined,
    fail,
  );
  await first.called;
  now.port = second.port;
  await second.called;
  await load.stop();
});

test('so do workloads beside it', async () => {
  const [first, second] = [await place(), await place()];
  const { now, hosts } = movingTo(first.port);
  const load = { kind: 'append', ratePerSecond: 20, connections: 1, deadlineMs: 1000, options: {} } as const;
  const beside = startBeside(
    { ...about, workloads: [load], hosts, readHosts: undefined },
    () => undefined,
    fail,
  );
  await first.called;
  now.port = second.port;
  await second.called;
  await beside.stop();
});

import { parentPort, workerData } from 'node:worker_threads';
import { startClock } from '../../clock.ts';
import { engines } from '../../engine/list.ts';
import type { BesideLine } from '../../history/beside.ts';
import { repetitionSeed, seededRandom } from '../../random.ts';
import { type Host, moveHosts } from '../hosts.ts';
import type { HostLists } from '../thread.ts';
import { appClient } from './client.ts';
import type { ClientsThreadOptions } from './start.ts';
import { counters, startClientStream } from './stream.ts';

const flushEveryMs = 50;
const drainMs = 3000;
/** The seeds before it are of the workloads beside the ledger. */
const firstSeed = 1000;

const options = workerData as ClientsThreadOptions & {
  readonly places: Readonly<Record<keyof ClientsThreadOptions['places'], [Host, ...Host[]]>>;
};
const { nowMs } = startClock(options.originMs);
const { outcomeOf } = engines[options.engine];

let batch: BesideLine[] = [];
const flush = (): void => {
  // Several clients: what ended at nearly the same instant may have been told in another order.
  batch.sort((a, b) => a[7] - b[7]);
  if (batch.length > 0) parentPort?.postMessage({ operations: batch });
  batch = [];
};
const flushing = setInterval(flush, flushEveryMs);

const counted = counters();
const streams = options.clients.map((settings, index) =>
  startClientStream({
    settings,
    client: appClient(settings, {
      hosts: options.places[settings.connect],
      account: options.ownAccounts?.[settings.name] ?? options.account,
      outcomeOf,
    }),
    counters: counted,
    random: seededRandom(repetitionSeed(options.seed, firstSeed + index)),
    nowMs,
    onEnd: (line) => void batch.push(line),
  }),
);

parentPort?.on('message', (message: 'stop' | HostLists) => {
  if (message === 'stop') return void stop();
  for (const [place, hosts] of Object.entries(options.places)) moveHosts(hosts, message[place] ?? []);
});

async function stop(): Promise<void> {
  await Promise.all(streams.map((stream) => stream.stop(drainMs)));
  clearInterval(flushing);
  flush();
  parentPort?.postMessage({ stopped: true });
}

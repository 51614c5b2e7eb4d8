import { parentPort, workerData } from 'node:worker_threads';
import { startClock } from '../../clock.ts';
import { engines } from '../../engine/list.ts';
import type { BesideLine } from '../../history/beside.ts';
import { repetitionSeed, seededRandom } from '../../random.ts';
import { type Host, moveHosts } from '../hosts.ts';
import type { RunningStream } from '../stream.ts';
import type { HostLists } from '../thread.ts';
import { type BesideName, besideWorkloads } from './list.ts';
import { type Process, processOfTwo, startProcess } from './processes.ts';
import type { BesideLoad, BesideThreadOptions } from './start.ts';
import { startBesideStream } from './stream.ts';
import type { BesideWorkload, NewOperation } from './types.ts';

const flushEveryMs = 50;
const drainMs = 3000;

type Hosts = [Host, ...Host[]];
const { workloads, hosts, readHosts, engine, account, seed, originMs } = workerData as BesideThreadOptions & {
  readonly hosts: Hosts;
  readonly readHosts: Hosts | undefined;
};
const { nowMs } = startClock(originMs);

const batches = new Map<BesideName, BesideLine[]>();
const flush = (): void => {
  for (const [workload, operations] of batches) parentPort?.postMessage({ workload, operations });
  batches.clear();
};
const flushing = setInterval(flush, flushEveryMs);

function start({ kind, options, ...load }: BesideLoad, index: number): RunningStream {
  const workload: BesideWorkload = besideWorkloads[kind];
  const parsed = workload.options.parse(options);
  const { deadlineMs } = load;
  const processAt = (at: typeof hosts) =>
    startProcess({
      hosts: at,
      engine: engines[engine],
      account,
      deadlineMs,
      apply: (operation, client) => workload.apply(operation, client, parsed),
      retryAfterMs: workload.retryAfterMs?.(parsed),
    });
  const process = () => {
    const { readsAside } = workload;
    const reading = (operation: NewOperation): boolean => readsAside?.(operation, parsed) ?? false;
    return readsAside === undefined
      ? processAt(hosts)
      : processOfTwo(processAt(hosts), readHosts ? processAt(readHosts) : noReadEndpoint, reading);
  };
  return startBesideStream({
    processes: Array.from({ length: load.connections }, process),
    next: workload.operations(seededRandom(repetitionSeed(seed, index + 2)), parsed),
    periodMs: 1000 / load.ratePerSecond,
    queueMs: deadlineMs,
    nowMs,
    onEnd: (line) => {
      const batch = batches.get(kind);
      if (batch) batch.push(line);
      else batches.set(kind, [line]);
    },
    onFailure: (error) => {
      // Ends the thread: whoever started it is told.
      queueMicrotask(() => {
        throw error;
      });
    },
  });
}

/** Reads that went to the write endpoint in its place would look fresh: validation refuses them, and nothing hides it if not. */
const noReadEndpoint: Process = {
  apply: () => Promise.reject(new Error('there is no read endpoint to read from')),
  close: () => undefined,
};

const streams = workloads.map(start);

parentPort?.on('message', (message: 'stop' | HostLists) => {
  if (message === 'stop') return void stop();
  moveHosts(hosts, message.hosts ?? []);
  if (readHosts) moveHosts(readHosts, message.readHosts ?? []);
});

async function stop(): Promise<void> {
  await Promise.all(streams.map((stream) => stream.stop(drainMs)));
  clearInterval(flushing);
  flush();
  parentPort?.postMessage({ stopped: true });
}

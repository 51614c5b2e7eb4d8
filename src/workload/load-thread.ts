import { parentPort, Worker, workerData } from 'node:worker_threads';
import { startClock } from '../clock.ts';
import { engines } from '../engine/list.ts';
import type { OperationLine } from '../history/schema.ts';
import { applicationClient } from './application.ts';
import { type ControlProbe, type ControlReport, startControl } from './control.ts';
import { eventLoopDelay } from './event-loop.ts';
import { type Host, moveHosts } from './hosts.ts';
import { workloads } from './list.ts';
import type { LoadOptions } from './load.ts';
import { serviceClient } from './service.ts';
import { startStream } from './stream.ts';
import { type HostLists, smallThread } from './thread.ts';

const flushEveryMs = 50;
const drainMs = 3000;
const controlEveryMs = 20;
const reportEveryMs = 1000;

const options = workerData as LoadOptions & { readonly hosts: [Host, ...Host[]] };
const { nowMs } = startClock(options.originMs);
const { outcomeOf } = engines[options.engine];
const client = { ...options, outcomeOf, workload: workloads[options.kind], nowMs };

let batch: OperationLine[] = [];
const onEnd = (line: OperationLine): void => void batch.push(line);
const flush = (): void => {
  // Two streams: what ended at nearly the same instant may have been told in another order.
  batch.sort((a, b) => a[6] - b[6]);
  if (batch.length > 0) parentPort?.postMessage({ operations: batch });
  batch = [];
};
const flushing = setInterval(flush, flushEveryMs);

const loadDelayMs = eventLoopDelay();
let control: ControlProbe | undefined;
const echo = new Worker(new URL(`./echo-thread${import.meta.url.slice(-3)}`, import.meta.url), {
  resourceLimits: smallThread,
});
echo.once('message', ({ port }: { port: number }) => {
  control = startControl({ port, everyMs: controlEveryMs, nowMs });
});
// Without its echo nothing is known: that is told as such, not as a standstill.
echo.on('error', () => {
  control?.stop();
  control = undefined;
});
const tell = (report: ControlReport): void =>
  parentPort?.postMessage({ report: { loadDelayMs: loadDelayMs(), control: report } });
const reporting = setInterval(() => control && tell(control.report()), reportEveryMs);

const streams = [
  startStream({
    stream: 'service',
    client: serviceClient({ ...client, deadlineMs: options.probeDeadlineMs }),
    writers: [0],
    periodMs: options.probeEveryMs,
    seed: options.seed,
    nowMs,
    onEnd,
  }),
  startStream({
    stream: 'application',
    client: applicationClient({ ...client, connections: options.writers }),
    writers: Array.from({ length: options.writers }, (_, index) => index + 1),
    periodMs: 1000 / options.ratePerSecond,
    seed: options.seed + 1,
    nowMs,
    onEnd,
  }),
];

parentPort?.on('message', (message: 'stop' | HostLists) => {
  if (message === 'stop') stop();
  else moveHosts(client.hosts, message.hosts ?? []);
});

async function stop(): Promise<void> {
  await Promise.all(streams.map((stream) => stream.stop(drainMs)));
  clearInterval(flushing);
  flush();
  clearInterval(reporting);
  if (control) tell(control.stop());
  await echo.terminate();
  parentPort?.postMessage({ stopped: true });
}

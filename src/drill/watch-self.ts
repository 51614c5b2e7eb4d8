import type { Clock } from '../clock.ts';
import type { RecordWriter } from '../history/writer.ts';
import { eventLoopDelay } from '../workload/event-loop.ts';
import type { LoadReport } from '../workload/load.ts';
import { machineBetween, readMachine } from './machine-load.ts';

/** Records how the harness itself is, once a second. */
export type SelfWatch = {
  /** What the thread of the load says of itself. */
  load(report: LoadReport): void;
  stop(): Promise<void>;
};

const everyMs = 1000;

export function watchSelf(record: Pick<RecordWriter, 'harness'>, clock: Clock): SelfWatch {
  const conductorDelayMs = eventLoopDelay();
  let reports: LoadReport[] = [];
  let before = { atMs: clock.nowMs(), machine: readMachine() };
  let sampling = Promise.resolve();
  const sample = async (): Promise<void> => {
    const atMs = clock.nowMs();
    const machine = readMachine();
    const last = before;
    before = { atMs, machine };
    const said = reports;
    reports = [];
    record.harness({
      atMs,
      conductorDelayMs: conductorDelayMs(),
      ...merged(said),
      ...machineBetween(await last.machine, await machine, atMs - last.atMs),
    });
  };
  const timer = setInterval(() => {
    sampling = sampling.then(sample);
  }, everyMs);
  return {
    load: (report) => void reports.push(report),
    stop: async () => {
      clearInterval(timer);
      await sampling.then(sample);
    },
  };
}

/** Reports of one second: none where no load runs, two where one came late. */
function merged(reports: readonly LoadReport[]) {
  const [first, ...others] = reports;
  if (!first) return { loadDelayMs: null, control: null };
  return others.reduce(
    (sum: LoadReport, { loadDelayMs, control }) => ({
      loadDelayMs: Math.max(sum.loadDelayMs, loadDelayMs),
      control: {
        everyMs: control.everyMs,
        answers: sum.control.answers + control.answers,
        slowestMs: Math.max(sum.control.slowestMs, control.slowestMs),
        gaps: [...sum.control.gaps, ...control.gaps],
      },
    }),
    first,
  );
}

import { createConnection, type Socket } from 'node:net';
import { startSchedule } from './schedule.ts';

/** What the control probe lived through since it was last asked. All times in ms on the drill's clock. */
export type ControlReport = {
  readonly everyMs: number;
  readonly answers: number;
  readonly slowestMs: number;
  /** Spans between two answers that were longer than some periods: ascending. One that goes on is told when it ends. */
  readonly gaps: [fromMs: number, toMs: number][];
};

export type ControlProbe = {
  /** What happened since the last report. */
  report(): ControlReport;
  /** The last report; a span that goes on is told up to now. */
  stop(): ControlReport;
};

/** A gap is longer than this many periods. */
const periodsOfGap = 2.5;

/**
 * Sends a byte to the echo of this very harness on a schedule, and notes when none came back for long. What holds it
 * up, holds the load up as well: an event loop that stands still, a machine without a CPU to spare, a virtual machine that
 * is not scheduled. No server of the cluster has a part in it.
 */
export function startControl(options: {
  readonly port: number;
  readonly everyMs: number;
  readonly nowMs: () => number;
}): ControlProbe {
  const { port, everyMs, nowMs } = options;
  const socket = createConnection({ host: '127.0.0.1', port, noDelay: true });
  // Without its echo there is no answer: the gap says so.
  socket.on('error', () => undefined);
  const sent: number[] = [];
  let answeredAtMs = nowMs();
  let answers = 0;
  let slowestMs = 0;
  let gaps: [number, number][] = [];
  const noteGap = (toMs: number): void => {
    if (toMs - answeredAtMs > periodsOfGap * everyMs) gaps.push([answeredAtMs, toMs]);
  };
  socket.on('data', (bytes) => {
    const atMs = nowMs();
    for (const sentMs of sent.splice(0, bytes.length)) slowestMs = Math.max(slowestMs, atMs - sentMs);
    noteGap(atMs);
    answers += bytes.length;
    answeredAtMs = atMs;
  });
  const schedule = startSchedule({
    startMs: nowMs(),
    periodMs: everyMs,
    nowMs,
    arrive: () => ask(socket, sent, nowMs()),
  });
  const report = (): ControlReport => {
    const told = { everyMs, answers, slowestMs, gaps };
    [answers, slowestMs, gaps] = [0, 0, []];
    return told;
  };
  return {
    report,
    stop: () => {
      schedule.stop();
      socket.destroy();
      noteGap(nowMs());
      return report();
    },
  };
}

function ask(socket: Socket, sent: number[], atMs: number): void {
  if (socket.destroyed) return;
  sent.push(atMs);
  socket.write('.');
}

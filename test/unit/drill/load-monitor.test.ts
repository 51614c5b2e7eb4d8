import { describe, expect, test } from 'vitest';
import { loadMonitor } from '../../../src/drill/load-monitor.ts';
import type { OperationLine, Outcome, Stream } from '../../../src/history/schema.ts';

function line(stream: Stream, endedAtMs: number, outcome: Outcome = 'ok'): OperationLine {
  return [stream, 0, 1, 1, endedAtMs, endedAtMs, endedAtMs, outcome, null];
}

/** Both streams, an acknowledgement every 100 ms, but for those in the gap. */
function steadyBut(gap: { stream: Stream; fromMs: number; toMs: number } | undefined): OperationLine[] {
  const lines: OperationLine[] = [];
  for (let at = 0; at <= 5000; at += 100) {
    for (const stream of ['service', 'application'] as const) {
      if (gap?.stream === stream && at > gap.fromMs && at < gap.toMs) continue;
      lines.push(line(stream, at));
    }
  }
  return lines;
}

describe('load monitor', () => {
  test('writes that flow are stable', () => {
    const monitor = loadMonitor();
    monitor.add(steadyBut(undefined));
    expect(monitor.unstableBecause(5000, 3000)).toBeUndefined();
  });

  test.each(['service', 'application'] as const)('a gap of the %s stream is not stable', (stream) => {
    const monitor = loadMonitor();
    monitor.add(steadyBut({ stream, fromMs: 3000, toMs: 3700 }));
    expect(monitor.unstableBecause(5000, 3000)).toBe(`no ${stream} write acknowledged for 700 ms`);
    expect(monitor.unstableBecause(5000, 1200)).toBeUndefined();
  });

  test('no write at all is not stable', () => {
    expect(loadMonitor().unstableBecause(5000, 3000)).toBe('no service write acknowledged for 3000 ms');
  });

  test('acknowledgements among too many failures are not stable', () => {
    const monitor = loadMonitor();
    monitor.add(steadyBut(undefined).flatMap((ok) => [ok, line(ok[0], ok[6], 'fail')]));
    expect(monitor.unstableBecause(5000, 3000)).toBe('50 % of the service writes acknowledged');
  });

  test('tells of each stream when its newest write was acknowledged', () => {
    const monitor = loadMonitor();
    expect(monitor.lastAcknowledgedAtMs('application')).toBe(Number.NEGATIVE_INFINITY);
    monitor.add([line('service', 4500), line('application', 4600), line('application', 4700, 'info')]);
    expect(monitor.lastAcknowledgedAtMs('service')).toBe(4500);
    expect(monitor.lastAcknowledgedAtMs('application')).toBe(4600);
  });

  test('describes the last second', () => {
    const monitor = loadMonitor();
    monitor.add([line('service', 100), line('service', 4500), line('application', 4600, 'info')]);
    expect(monitor.describe(5000)).toBe('1 writes/s acknowledged, 1 failed');
  });
});

import type { OperationLine, Stream } from '../history/schema.ts';

/** A live view of the load, to decide when a drill may go on. The measures are taken from the record, not here. */
export type LoadMonitor = {
  add(lines: readonly OperationLine[]): void;
  /** Why writes do not count as stable over the last `overMs` before `nowMs`; undefined when they do. */
  unstableBecause(nowMs: number, overMs: number): string | undefined;
  /** When the newest write of a stream was acknowledged (drill clock, ms); -Infinity when none was. */
  lastAcknowledgedAtMs(stream: Stream): number;
  /** The last second in words. */
  describe(nowMs: number): string;
};

const longestGapMs = 500;
const smallestShare = 0.95;
const rememberMs = 10_000;

export function loadMonitor(): LoadMonitor {
  const recent: Record<Stream, { endedAtMs: number; ok: boolean }[]> = { service: [], application: [] };
  const lastAtMs = { service: Number.NEGATIVE_INFINITY, application: Number.NEGATIVE_INFINITY };
  const since = (stream: Stream, fromMs: number) => recent[stream].filter((one) => one.endedAtMs >= fromMs);

  const unstable = (stream: Stream, nowMs: number, overMs: number): string | undefined => {
    const ended = since(stream, nowMs - overMs);
    const acks = ended.filter((one) => one.ok).map((one) => one.endedAtMs);
    const share = acks.length / Math.max(ended.length, 1);
    const instants = [nowMs - overMs, ...acks, nowMs];
    const gapMs = Math.max(...instants.map((at, i) => at - (instants[i - 1] ?? at)));
    if (gapMs > longestGapMs) return `no ${stream} write acknowledged for ${Math.round(gapMs)} ms`;
    if (share < smallestShare) return `${Math.round(share * 100)} % of the ${stream} writes acknowledged`;
    return undefined;
  };

  return {
    add: (lines) => {
      for (const [stream, , , , , , endedAtMs, outcome] of lines) {
        recent[stream].push({ endedAtMs, ok: outcome === 'ok' });
        if (outcome === 'ok') lastAtMs[stream] = Math.max(lastAtMs[stream], endedAtMs);
      }
      const newestMs = lines.at(-1)?.[6] ?? 0;
      for (const stream of ['service', 'application'] as const) {
        const oldestMs = recent[stream][0]?.endedAtMs ?? newestMs;
        // Not each time: to copy ten seconds of them for each batch makes more garbage than the load itself.
        if (oldestMs < newestMs - 2 * rememberMs) recent[stream] = since(stream, newestMs - rememberMs);
      }
    },
    unstableBecause: (nowMs, overMs) =>
      unstable('service', nowMs, overMs) ?? unstable('application', nowMs, overMs),
    lastAcknowledgedAtMs: (stream) => lastAtMs[stream],
    describe: (nowMs) => {
      const ended = [...since('service', nowMs - 1000), ...since('application', nowMs - 1000)];
      const ok = ended.filter((one) => one.ok).length;
      return `${ok} writes/s acknowledged, ${ended.length - ok} failed`;
    },
  };
}

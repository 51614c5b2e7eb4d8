import { counted } from '../../evidence.ts';
import { formatMs } from '../../formats/units.ts';
import type { OperationLine, Stream } from '../../history/schema.ts';
import { streams } from '../../history/schema.ts';

/** What the scenario calls a steady state. Errors as a share of 1, latency in ms. */
export type BaselineLimits = { readonly maxErrors: number; readonly maxLatency: number };

/**
 * Whether the writes of the baseline were steady: in each stream there were some, no larger share of them failed
 * than `maxErrors`, and the 99th percentile of the application's latency, from the scheduled arrival, is within
 * `maxLatency`. No writes is not steady.
 */
export function assessBaseline(
  lines: readonly OperationLine[],
  limits: BaselineLimits,
): { readonly held: boolean; readonly text: string } {
  const problems: string[] = [];
  const findings: string[] = [];
  for (const stream of streams) {
    const { count, failed, p99Ms } = summarise(lines, stream);
    if (count === 0) problems.push(`no ${stream} write ended`);
    else if (failed / count > limits.maxErrors)
      problems.push(`${failed} of ${count} ${stream} writes failed`);
    if (stream === 'application' && p99Ms > limits.maxLatency) {
      problems.push(
        `p99 latency of ${stream} writes ${formatMs(p99Ms)}, limit ${formatMs(limits.maxLatency)}`,
      );
    }
    findings.push(`${stream}: ${counted(count, 'write')}, ${failed} failed, p99 ${formatMs(p99Ms)}`);
  }
  const held = problems.length === 0;
  return { held, text: held ? `steady (${findings.join('; ')})` : `not steady: ${problems.join('; ')}` };
}

function summarise(lines: readonly OperationLine[], stream: Stream) {
  const own = lines.filter(([of]) => of === stream);
  const acknowledged = own.filter((line) => line[7] === 'ok').map((line) => line[6] - line[4]);
  const sorted = acknowledged.toSorted((a, b) => a - b);
  const p99Ms = sorted[Math.max(Math.ceil(sorted.length * 0.99) - 1, 0)] ?? 0;
  return { count: own.length, failed: own.length - acknowledged.length, p99Ms };
}

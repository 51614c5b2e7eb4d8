/**
 * The longest read outage.
 *
 * Definition: the longest span, not over before the time zero of the first fault, in which each look at the read endpoint of a
 * proxy found that it leads to nobody: from when the first such look was asked to the first that was led to a server again.
 * Clock: the harness's.
 * Resolution: the period of the looks and the time that one waits for an answer, at each end.
 * Censoring: one that lasts to the last look is "at least". Not measured where the topology has no read endpoint at a proxy.
 * Bias: one connection a look is opened and asked. An endpoint that leads a share of its clients to a dead server shows in parts.
 */
import { formatMs } from '../../formats/units.ts';
import type { DrillRecord } from '../../history/record.ts';
import { lookTimeoutMs } from '../../history/service-look.ts';
import { serviceLooks } from './redundancy/over-time.ts';
import { timelineOf } from './timeline.ts';
import type { Measurement } from './types.ts';

/** What a look at a read endpoint found. */
type ReadLook = {
  readonly askedAtMs: number;
  readonly atMs: number;
  readonly everyMs: number;
  readonly reads: string | null;
};
type ReadOutage = {
  readonly service: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly open: boolean;
};

/** None where no look was at a read endpoint. */
export function readOutageMeasurements(record: DrillRecord): Measurement[] {
  const byService = looksOf(record);
  const zeroMs = timelineOf(record).spans[0]?.zeroMs;
  if (byService.size === 0 || zeroMs === undefined) return [];
  const about = { name: 'read-outage', title: 'Longest read outage', unit: 'ms' as const };
  const everyMs = Math.max(...[...byService.values()].flat().map((look) => look.everyMs));
  const resolution = 2 * (everyMs + lookTimeoutMs);
  const outages = [...byService].flatMap(([service, looks]) => outagesOfReads(service, looks));
  const [longest] = outages
    .filter(({ toMs, open }) => open || toMs > zeroMs)
    .sort((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs));
  if (!longest) {
    const how = 'each look at the read endpoint was led to a server';
    return [{ ...about, value: 0, atLeast: false, resolution, how }];
  }
  const { service, fromMs, toMs, open } = longest;
  const how = `${service} led reads to nobody from ${formatMs(fromMs)} to ${formatMs(toMs)}`;
  return [{ ...about, value: toMs - fromMs, atLeast: open, resolution, how }];
}

function looksOf({ events }: DrillRecord): Map<string, ReadLook[]> {
  const looks = serviceLooks(events).flatMap(({ service, atMs, look: { askedAtMs, everyMs, reads } }) =>
    reads === undefined ? [] : [{ service, askedAtMs, everyMs, reads, atMs }],
  );
  return Map.groupBy(looks, ({ service }) => service);
}

/** Looks that found nothing new are not recorded: what one found holds until the next. */
function outagesOfReads(service: string, looks: readonly ReadLook[]): ReadOutage[] {
  const outages: ReadOutage[] = [];
  let fromMs: number | null = null;
  for (const { askedAtMs, atMs, reads } of looks) {
    if (reads !== null) fromMs ??= askedAtMs;
    else if (fromMs !== null) {
      outages.push({ service, fromMs, toMs: atMs, open: false });
      fromMs = null;
    }
  }
  const lastMs = looks.at(-1)?.atMs;
  if (fromMs !== null && lastMs !== undefined) outages.push({ service, fromMs, toMs: lastMs, open: true });
  return outages;
}

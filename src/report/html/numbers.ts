import { formatMs } from '../../formats/units.ts';
import type { DrillResult, Loss } from '../../judge/measure/types.ts';
import { timeZero } from '../series/frame.ts';
import { formatCount, formatOffset, formatQuantity, formatResolution, notMeasured } from '../text.ts';

/** The tables of numbers: measures, write outages, latencies, errors. */
export function numberTables(result: DrillResult) {
  return {
    measurements: result.measurements.map((one) => ({
      title: one.title,
      name: one.name,
      value: formatQuantity(one),
      measured: one.value !== null,
      resolution: formatResolution(one),
      how: one.how,
    })),
    outages: outageRows(result),
    latencies: result.latencies.map((one) => ({
      stream: one.stream,
      window: one.window,
      count: formatCount(one.count),
      numbers: [one.p50Ms, one.p95Ms, one.p99Ms, one.maxMs].map((ms) =>
        ms === null ? notMeasured : formatMs(ms),
      ),
    })),
    errors: result.errors.map((one) => ({ ...one, count: formatCount(one.count) })),
  };
}

function outageRows(result: DrillResult) {
  const zeroMs = timeZero(result);
  return result.outages.map((outage) => {
    const measurement = result.measurements.find((one) => one.name === `write-outage-${outage.stream}`);
    return {
      stream: outage.stream,
      from: formatOffset(outage.startedAtMs - (zeroMs ?? 0)),
      until: outage.open ? 'not over at the end' : formatOffset(outage.endedAtMs - (zeroMs ?? 0)),
      length: `${outage.open ? 'at least ' : ''}${formatMs(outage.endedAtMs - outage.startedAtMs)}`,
      resolution: measurement === undefined ? '' : formatResolution(measurement),
      missed: formatCount(outage.missedWrites),
      when: [outage.phase, outage.after].filter((text) => text !== undefined).join(', '),
    };
  });
}

/** The classes of data loss, each with what it means; null where loss was not measured. */
export function lossTable(result: DrillResult) {
  const { loss } = result;
  const rpo = result.measurements.find((one) => one.name === 'rpo-rows');
  if (loss === null) return { measured: false, why: rpo?.how ?? '', rows: [], examples: [] };
  return {
    measured: true,
    why: rpo?.how ?? '',
    rows: lossRows(loss, timeZero(result)),
    examples: loss.examples,
  };
}

function lossRows(loss: Loss, zeroMs: number | null) {
  const rows = (count: number) => `${formatCount(count)} ${count === 1 ? 'row' : 'rows'}`;
  const oldest =
    loss.oldestLostAckMs === null
      ? 'none'
      : `acknowledged at ${formatOffset(loss.oldestLostAckMs - (zeroMs ?? 0))}`;
  const bad = (count: number) => (count > 0 ? 'fail' : '');
  return [
    row('Acknowledged', rows(loss.acknowledged), 'writes whose success the clients were told', ''),
    row('Lost', rows(loss.lost), 'acknowledged, and on no node: gone', bad(loss.lost)),
    row(
      'Stranded',
      rows(loss.stranded),
      'acknowledged, not on the final primary, but on another node: recoverable by hand',
      bad(loss.stranded),
    ),
    row('Oldest lost or stranded', oldest, 'how far back the loss reaches', ''),
    row('Unknown, present', rows(loss.unknownPresent), 'never acknowledged, and on the final primary', ''),
    row(
      'Unknown, changed',
      rows(loss.unknownChanged),
      'never acknowledged, and on the final primary with a value that nobody wrote',
      bad(loss.unknownChanged),
    ),
    row('Unknown, absent', rows(loss.unknownAbsent), 'never acknowledged, and not there: no loss', ''),
  ];
}

function row(name: string, value: string, meaning: string, verdict: string) {
  return { name, value, meaning, verdict };
}

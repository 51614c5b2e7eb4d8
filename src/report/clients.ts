import type { ClientResult, DrillResult } from '../judge/measure/types.ts';
import { formatCount, formatQuantity, formatResolution } from './text.ts';

/** One line of the clients side by side; the first two are the streams that every drill has. */
export type ClientRow = {
  readonly name: string;
  readonly settings: string;
  readonly rto: string;
  readonly measured: boolean;
  readonly resolution: string;
  /** Acknowledged, failed, unknown; none of the streams, which have tables of their own. */
  readonly counts: readonly string[];
  readonly lastError: string;
};

/** All clients of a drill side by side, with the probes and the application; none where it had no clients of its own. */
export function clientRows({ clients, measurements }: DrillResult): ClientRow[] {
  if (clients.length === 0) return [];
  const streamRow = (stream: string, settings: string): ClientRow[] => {
    const rto = measurements.find(({ name }) => name === `rto-${stream}`);
    if (!rto) return [];
    const resolution = formatResolution(rto);
    const measured = rto.value !== null;
    return [
      {
        name: stream,
        settings,
        rto: formatQuantity(rto),
        measured,
        resolution,
        counts: ['', '', ''],
        lastError: '',
      },
    ];
  };
  return [
    ...streamRow('service', 'probes on fresh connections, with a hard deadline'),
    ...streamRow('application', 'a pool of mysql2 on the write endpoint, with ordinary settings'),
    ...clients.map((one) => ({
      name: one.name,
      settings: one.settings,
      rto: clientRtoText(one),
      measured: one.rto.value !== null,
      resolution: formatResolution(one.rto),
      counts: [one.acknowledged, one.failed, one.unknown].map(formatCount),
      lastError: one.lastError ?? 'none',
    })),
  ];
}

/** `1.23 s`, `at least 12.0 s`, or `never (at least 31.4 s)` where it did not write again at all. */
export function clientRtoText({ rto, never }: ClientResult): string {
  return never ? `never (${formatQuantity({ ...rto, atLeast: true })})` : formatQuantity(rto);
}

import type { DrillRecord } from '../../history/record.ts';
import type { DrillEvent } from '../../history/schema.ts';
import { formatCount, formatOffset } from '../text.ts';

const mostRows = 2000;

/** The events as rows: what the harness and the manager saw, and Docker's own apart from them. */
export function eventLog({ events }: DrillRecord, zeroMs: number | null) {
  const told = events.filter((event) => event.source !== 'docker');
  const docker = events.filter((event) => event.source === 'docker');
  return {
    rows: told.slice(0, mostRows).map((event) => eventRow(event, zeroMs)),
    leftOut: leftOut(told.length),
    docker: docker.slice(0, mostRows).map((event) => eventRow(event, zeroMs)),
    dockerCount: formatCount(docker.length),
    dockerLeftOut: leftOut(docker.length),
    sinceFault: zeroMs !== null,
  };
}

function leftOut(count: number): string {
  return count > mostRows ? `${formatCount(count - mostRows)} more are in events.ndjson.gz` : '';
}

function eventRow(event: DrillEvent, zeroMs: number | null) {
  return {
    at: formatOffset(event.atMs),
    since: zeroMs === null ? '' : formatOffset(event.atMs - zeroMs),
    source: event.source,
    node: event.node ?? '',
    type: event.type,
    text: event.text,
    data: details(event),
    zero: event.type === 'fault-in-force',
  };
}

const saidElsewhere: ReadonlySet<string> = new Set(['phase', 'step', 'held', 'fault', 'targets']);

/** The data of an event that its text does not say already, as `name: value`. */
function details({ data, text }: DrillEvent): string {
  return Object.entries(data ?? {})
    .map(([name, value]): [string, string] => [name, valueText(name, value)])
    .filter(([name, value]) => value !== '' && !saidElsewhere.has(name) && !text.includes(value))
    .map(([name, value]) => `${name}: ${value}`)
    .join('; ');
}

function valueText(name: string, value: unknown): string {
  if (typeof value === 'number' && name.endsWith('AtMs')) return formatOffset(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

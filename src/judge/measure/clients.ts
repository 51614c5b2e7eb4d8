/**
 * RTO of each of several clients side by side.
 *
 * Definition: that of rto.ts, by the writes of this client alone: from the fault's time zero to its first acknowledged write
 * that begins a stable window. It has never written again where its last outage was open when the load ended.
 * Clock, resolution, bias: as there. A wait for a connection of the client's own pool is part of its outage.
 * Censoring: as there; and not measured where the client had no write acknowledged before the first fault, since nobody
 * knows whether it would have had any.
 */
import { formatMs } from '../../formats/units.ts';
import type { BesideOperation } from '../../history/beside.ts';
import { OperationColumns } from '../../history/operation-columns.ts';
import type { DrillRecord, OperationTable } from '../../history/record.ts';
import { outcomes, streams } from '../../history/schema.ts';
import { clientSchema, recordedClients } from '../../workload/clients/schema.ts';
import { harnessTrouble } from './harness-trouble.ts';
import { brownOutOfClient, withBrownOut } from './judge-brown-outs.ts';
import { judgeClient, withoutBlame } from './objectives.ts';
import { oncePerRecord } from './once-per-record.ts';
import { outagesOf } from './outages.ts';
import { rtosOf, worstRto } from './rto.ts';
import { rtoMeasurements } from './rto-measurements.ts';
import { streamWrites } from './stream-writes.ts';
import { timelineOf } from './timeline.ts';
import type { ClientResult, Measurement, ObjectiveResult } from './types.ts';

const stream = 'application';

/** One client, and the record as it would be if this client alone had been the application. */
type OwnRecord = {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Its objective (ms). */
  readonly withinMs: number | undefined;
  readonly operations: readonly BesideOperation[];
  readonly record: DrillRecord;
};

const recordsOfClients: (record: DrillRecord) => readonly OwnRecord[] = oncePerRecord((record) => {
  const clients = record.beside?.find(({ workload }) => workload === 'clients');
  if (!clients) return [];
  const listed = recordedClients.safeParse(clients.options.clients).data ?? [];
  const byName = Map.groupBy(clients.operations, ({ key }) => key);
  return listed.map((settings) => {
    const operations = byName.get(settings.name) ?? [];
    const { name, rto: withinMs } = settings;
    return { name, settings, withinMs, operations, record: { ...record, operations: tableOf(operations) } };
  });
});

function tableOf(operations: readonly BesideOperation[]): OperationTable {
  const columns = new OperationColumns(operations.length);
  for (const one of operations) {
    const row = columns.append();
    columns.numbers.stream.set(row, streams.indexOf(stream));
    columns.times.scheduledAtMs.set(row, one.scheduledAtMs);
    columns.times.startedAtMs.set(row, one.startedAtMs);
    columns.times.endedAtMs.set(row, one.endedAtMs);
    columns.numbers.outcome.set(row, outcomes.indexOf(one.outcome));
    columns.numbers.error.set(row, columns.errorIndexOf(one.error));
  }
  return columns.table();
}

/** What each client of a drill came to, in the order of the scenario; none where it had none. */
export const clientResults: (record: DrillRecord) => readonly ClientResult[] = oncePerRecord((record) =>
  recordsOfClients(record).map((own) => {
    const count = (outcome: BesideOperation['outcome']) =>
      own.operations.filter((one) => one.outcome === outcome).length;
    const [rto] = rtosOfClient(own);
    const never = rto.value !== null && (outagesOf(own.record).at(-1)?.open ?? false);
    return {
      name: own.name,
      settings: settingsText(own.settings),
      rto,
      never,
      acknowledged: count('ok'),
      failed: count('fail'),
      unknown: count('info'),
      lastError: own.operations.findLast(({ outcome }) => outcome !== 'ok')?.error ?? null,
    };
  }),
);

/** The objectives of those clients that have one, judged. */
export function clientObjectives(record: DrillRecord, unsteady: string | null): ObjectiveResult[] {
  return recordsOfClients(record).flatMap((own) => {
    if (own.withinMs === undefined) return [];
    const rtos = rtosOfClient(own);
    const byRto = judgeClient(rtos, own.withinMs, unsteady);
    const { name, withinMs } = own;
    const whole = withBrownOut(own.record, byRto, { name, withinMs });
    const judged = {
      ...(unsteady === null ? whole : withoutBlame(whole, unsteady)),
      measure: rtos[0].name,
    };
    const worst = worstRto(rtosOf(own.record, stream));
    const longest = whole === byRto ? undefined : brownOutOfClient(own.record, withinMs);
    const span = longest
      ? { fromMs: longest.startedAtMs, toMs: longest.endedAtMs }
      : worst && { fromMs: worst.fromMs, toMs: worst.fromMs + worst.valueMs };
    const why = span && harnessTrouble(record, span).inconclusive;
    return why ? withoutBlame(judged, why) : judged;
  });
}

/** The worst of its faults, and with several faults that of each. */
function rtosOfClient({ name, record }: OwnRecord): readonly [Measurement, ...Measurement[]] {
  const about = { name: `rto-client-${name}`, title: `RTO (client ${name})`, unit: 'ms' as const };
  const zeroMs = timelineOf(record).spans[0]?.zeroMs ?? Number.POSITIVE_INFINITY;
  const [first] = streamWrites(record)[stream].acknowledgedFrom(Number.NEGATIVE_INFINITY);
  const firstAckMs = first === undefined ? Number.POSITIVE_INFINITY : record.operations.endedAtMs.at(first);
  if (firstAckMs > zeroMs) {
    const how = 'not measured: none of its writes was acknowledged before the fault';
    return [{ ...about, value: null, atLeast: false, resolution: null, how }];
  }
  const [worst, ...each] = rtoMeasurements(record, stream).map((one) => ({
    ...one,
    name: one.name.replace(`rto-${stream}`, about.name),
    title: one.title.replace(`(${stream})`, `(client ${name})`),
    how: one.how.replaceAll(`the ${stream} stream`, `the client ${name}`),
  }));
  return [worst ?? { ...about, value: null, atLeast: false, resolution: null, how: 'not measured' }, ...each];
}

/** What differs from a client as it is by default, as its scenario would say it. */
function settingsText(settings: Readonly<Record<string, unknown>>): string {
  const usual: Readonly<Record<string, unknown>> = clientSchema.parse({ name: 'any' });
  const said = Object.entries(settings).filter(
    ([name, value]) => !['name', 'rate', 'rto'].includes(name) && value !== usual[name],
  );
  const texts = said.map(([name, value]) =>
    typeof value === 'number' && name !== 'connections' ? `${name} ${formatMs(value)}` : `${name} ${value}`,
  );
  return texts.join(', ') || 'as by default';
}

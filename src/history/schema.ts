import { z } from 'zod';
import { observationSchema } from '../engine/observation.ts';
import { nodeStateSchema, observationOf } from './node-state-1.ts';

/** No drill lasts as long (ms): an instant beyond it is no instant. */
export const longestDrillMs = 1e9;

/** Milliseconds on the drill's one monotonic clock, counted from the start of the drill. */
const atMs = z.number().min(-longestDrillMs).max(longestDrillMs);

/** One of some names. Others are told by name: a record may be newer than this version. */
function known<Name extends string>(names: readonly [Name, ...Name[]], what: string) {
  return z.enum(names, { error: ({ input }) => `expected a known ${what}, found ${JSON.stringify(input)}` });
}

/** The two streams of load: hedged short-deadline probes, and an application with ordinary driver settings. */
export const streams = ['service', 'application'] as const;
export type Stream = (typeof streams)[number];

/** How an operation ended: surely done, surely not done, or unknown (as in Jepsen). */
export const outcomes = ['ok', 'fail', 'info'] as const;
export type Outcome = (typeof outcomes)[number];

/**
 * One line of `history.ndjson.gz` after the header: an operation, at its end.
 * `[stream, writer, sequence, value, scheduledAtMs, startedAtMs, endedAtMs, outcome, error]`
 */
export const operationSchema = z.tuple([
  known(streams, 'stream'),
  z.number().int(),
  z.number().int(),
  z.number().int(),
  atMs,
  atMs,
  atMs,
  known(outcomes, 'outcome'),
  z.string().nullable(),
]);
export type OperationLine = z.infer<typeof operationSchema>;

/** Names of the columns of an operation line; the header of the file. */
export const operationColumns = [
  'stream',
  'writer',
  'sequence',
  'value',
  'scheduledAtMs',
  'startedAtMs',
  'endedAtMs',
  'outcome',
  'error',
] as const;

/** Every type of event, with what it says. */
export const eventTypes = {
  'phase-started': 'the drill entered a phase (data.phase)',
  'cluster-ready': 'every node is healthy and the write endpoint routes',
  'times-expected':
    'how long detection and routing take by the settings that were found, before anything was broken (data.times)',
  'steady-state': 'the baseline held (data.held true) or did not (data.held false, text says why)',
  'memory-in-use':
    'bytes that the kernel cannot get back without killing, by container, at the end of the baseline (data.bytes)',
  'fault-injecting': 'the harness decided to inject (data.step, data.turn, data.fault, data.targets)',
  'fault-in-force':
    'proved in force: time zero of its step (data.step, data.turn, data.fault, data.targets, data.evidence; data.doneAtMs is when the injecting had returned)',
  'fault-unproved': 'the fault could not be proved; the drill is inconclusive (data.step, data.turn, text)',
  'fault-healing':
    'the harness begins to heal (data.step, data.turn; data.by: `for` when the step says how long it lasts, else `recovery`)',
  'fault-healed': 'healed, and proved so (data.step, data.turn)',
  'write-outage': 'no service write was acknowledged for 500 ms (seen live; measures come from the record)',
  'recovery-step':
    'the harness acts as an operator would (data.action; data.by: `for` when the step that stopped a service says for how long, else `recovery`)',
  'recovery-step-failed': 'what it began did not succeed (data.action, data.failed)',
  'service-seen':
    'what a service that failover needs answered the harness: at first, when that changes, and at last (node, data.error, data.manager, data.proxy)',
  'redundancy-restored':
    "the harness's last word on the recovery: every node and service answered after the last action, and none lacks anything",
  'redundancy-missing': 'the recovery deadline passed before redundancy was back (text says what is missing)',
  'harness-note': 'something the reader should know',
  'drill-interrupted': 'somebody or something stopped the drill',
  'container-died': 'Docker saw a container exit',
  'container-started': 'Docker saw a container start',
  'cluster-formed': 'manager: replication was set up on blank nodes',
  'primary-suspected': 'manager: the primary failed to answer a poll',
  'primary-recovered': 'manager: a suspected primary answers again',
  'failure-detected':
    'manager: the primary counts as dead; failover begins (data.reason). Without a manager: its peers were seen to miss it, or the failover tool said so when asked (data.service, data.notBeforeMs)',
  fenced: 'manager: the old primary is out of the proxy and, where reachable, read-only',
  'candidate-chosen':
    'manager: the replica to promote (node); or the failover tool said so when asked (data.service, data.notBeforeMs)',
  'promotion-started': 'manager: the candidate stops replicating',
  promoted:
    'manager: the candidate accepts writes (node). Without a manager: another node was seen to accept them (data.notBeforeMs)',
  repointed: 'manager: a replica follows the new primary (node)',
  routed: 'manager: the proxy sends writes to the new primary (node)',
  'routing-failed':
    'manager: a primary accepts writes, but the proxy could not be told (node, text); tried again until it is routed',
  'failover-completed':
    'manager: failover is over: the new primary accepts writes, and the proxy sends them; or another tool holds another node for the primary (data.service, data.notBeforeMs)',
  'failover-refused':
    'manager: no failover, with the reason (text); or the failover tool said so when asked (data.service, data.notBeforeMs)',
  'failover-failed': 'manager: a step of the failover failed (text)',
  'switchover-started': 'manager: a planned change of primary began (data.reason)',
  'switchover-completed': 'manager: a planned change of primary is over',
  'switchover-failed': 'manager: a planned change of primary was given up (text)',
  rejoined: 'manager: a clean node replicates again (node)',
  'errant-transactions':
    'manager: a node has transactions the primary lacks and is kept out (node, data.gtids)',
  'lost-own-tail':
    'manager: a node lost transactions of its own that the primary has, can never fetch them, and is kept out (node, data.gtids)',
  'left-alone': 'manager: an administrator works on a node, which is not touched until that is over (node)',
  'manager-started': 'manager: the program started',
  'primary-found': 'manager: took charge of a cluster found running, touching nothing (node)',
  'repair-failed': 'manager: bringing a node in line failed and will be tried again (node, text)',
  'backup-service-started': 'backup: the service started',
  'archive-following': 'backup: the binary logs of a node are archived (node, data.archive, data.file)',
  'archive-interrupted': 'backup: they no longer are, with the reason (node, text)',
  'archive-gap': 'backup: transactions are missing in the archive for good (node, data.gtids)',
  'backup-started': 'backup: a full backup of a node began (node, data.backup)',
  'backup-progress': 'backup: how far it is (data.doneBytes, data.totalBytes, data.leftMs)',
  'backup-completed': 'backup: it is whole and counts (node, data.backup, data.bytes, data.gtids)',
  'backup-failed': 'backup: it failed, and nothing of it counts (node, text)',
  'backup-compared': 'backup: it was restored and compared row by row (data.rows, data.differences)',
  'backup-verified': 'backup: all backups were judged; the newest was restored (data.findings, data.rows)',
  'backup-note': 'backup: something that an operator should know (text)',
  'transaction-found': 'the harness found the transaction to undo in the archive (data.gtid)',
  'restore-started': 'backup: a full backup is being restored (data.full, data.fullBytes, data.bytes)',
  'restore-progress': 'backup: how far it is (data.doneBytes, data.totalBytes, data.leftMs)',
  'restore-loaded': 'backup: the full backup is loaded (data.full)',
  'restore-replayed': 'backup: the binary logs after it are replayed (data.transactions, data.abandoned)',
  'restore-failed': 'backup: nothing was restored (text)',
  'definitions-read':
    'in older records: what is defined on the primary besides tables, by digest (node, data.when before or after, data.digests)',
  'data-restored': 'the restored data is in service (text says since when)',
  'record-sealed':
    'the last line of a record (data.lifecycle; data.manifestSha256 is the hash of run.json without its `files`)',
} as const;
export type EventType = keyof typeof eventTypes;

const eventTypeSchema = known(Object.keys(eventTypes) as [EventType, ...EventType[]], 'type of event');

/** One line of `events.ndjson.gz`. */
export const eventSchema = z.object({
  atMs,
  source: known(['harness', 'manager', 'backup', 'docker'], 'source of events'),
  type: eventTypeSchema,
  node: z.string().optional(),
  text: z.string(),
  data: z.record(z.string(), z.json()).optional(),
});
export type DrillEvent = z.infer<typeof eventSchema>;

/** What a server said of itself; also as older records keep it. */
const stateSchema = z.preprocess((state, context) => {
  if (typeof state !== 'object' || state === null || !('gtidExecuted' in state)) return state;
  const { data, error } = nodeStateSchema.safeParse(state);
  if (data) return observationOf(data);
  for (const issue of error.issues) context.issues.push({ ...issue, code: 'custom', input: state });
  return z.NEVER;
}, observationSchema);

/** One line of `samples.ndjson.gz`: what a node answered, between two instants, or why it did not. */
export const sampleSchema = z.object({
  node: z.string(),
  askedAtMs: atMs,
  answeredAtMs: atMs,
  state: stateSchema.nullable(),
  error: z.string().nullable(),
});
export type Sample = z.infer<typeof sampleSchema>;

/** A table of whole numbers that a workload has besides the rows of the ledger, and what must hold of it. */
export const finalTableSchema = z.object({
  name: z.string(),
  /** The first is the key. */
  columns: z.array(z.string()).min(2),
  /** Its second column counts rows of the ledger: those whose value, divided by this, leaves the key as remainder. */
  countsByValueModulo: z.number().int().positive().optional(),
});
export type FinalTableHeader = z.infer<typeof finalTableSchema>;

/** Version of a final state that says which tables it has and ends with `finalEndSchema`. */
export const finalFormat = 'ha-drill/final/2';

/** First line of `final/<label>.ndjson.gz`: the rows of one node at one time. */
export const finalHeaderSchema = z.object({
  /** Absent in old records: they have the rows of the ledger only, and no line that ends them. */
  format: z.literal(finalFormat).optional(),
  node: z.string(),
  /** `final` for the end of the drill, `before-reclone` for data that recovery was about to throw away. */
  taken: z.enum(['final', 'before-reclone']),
  takenAtMs: atMs,
  state: stateSchema,
  /** The tables besides the rows of the ledger. */
  tables: z.array(finalTableSchema).default([]),
});
export type FinalHeader = z.infer<typeof finalHeaderSchema>;

/** Later lines of a final state: rows of one writer, `[writer, sequences, values, serverIds]`, ascending. */
export const finalRowsSchema = z.tuple([
  z.number().int(),
  z.array(z.number().int()),
  z.array(z.number().int()),
  z.array(z.number().int()),
]);
export type FinalRowsLine = z.infer<typeof finalRowsSchema>;

/** Or rows of another table, ascending by key: `[table, rows]`, a row being the numbers of its columns. */
export const finalTableRowsSchema = z.tuple([z.string(), z.array(z.array(z.number().int()))]);
export type FinalTableLine = z.infer<typeof finalTableRowsSchema>;

/** Last line of a final state: all was read. How many rows the ledger and each table had; null where there is none. */
export const finalEndSchema = z.object({
  end: z.object({
    rows: z.number().int().nullable(),
    tables: z.record(z.string(), z.number().int().nullable()),
  }),
});
export type FinalEnd = z.infer<typeof finalEndSchema>['end'];

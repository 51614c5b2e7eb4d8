import { z } from 'zod';
import { nodeStateSchema } from '../replication/node-state.ts';

/** Milliseconds on the drill's one monotonic clock, counted from the start of the drill. */
const atMs = z.number();

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
  z.enum(streams),
  z.number().int(),
  z.number().int(),
  z.number().int(),
  atMs,
  atMs,
  atMs,
  z.enum(outcomes),
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
  'redundancy-restored': 'all nodes are healthy members again',
  'redundancy-missing': 'the recovery deadline passed before redundancy was back (text says what is missing)',
  'harness-note': 'something the reader should know',
  'drill-interrupted': 'somebody or something stopped the drill',
  'container-died': 'Docker saw a container exit',
  'container-started': 'Docker saw a container start',
  'cluster-formed': 'manager: replication was set up on blank nodes',
  'primary-suspected': 'manager: the primary failed to answer a poll',
  'primary-recovered': 'manager: a suspected primary answers again',
  'failure-detected':
    'manager: the primary counts as dead; failover begins (data.reason). Without a manager: its peers were seen to miss it',
  fenced: 'manager: the old primary is out of the proxy and, where reachable, read-only',
  'candidate-chosen': 'manager: the replica to promote (node)',
  'promotion-started': 'manager: the candidate stops replicating',
  promoted:
    'manager: the candidate accepts writes (node). Without a manager: another node was seen to accept them (data.notBeforeMs)',
  repointed: 'manager: a replica follows the new primary (node)',
  routed: 'manager: the proxy sends writes to the new primary (node)',
  'routing-failed':
    'manager: a primary accepts writes, but the proxy could not be told (node, text); tried again until it is routed',
  'failover-completed': 'manager: failover is over: the new primary accepts writes, and the proxy sends them',
  'failover-refused': 'manager: no failover, with the reason (text)',
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
  'transaction-found': 'the harness found the transaction to undo in the archive (data.gtid)',
  'restore-started': 'backup: a full backup is being restored (data.full, data.fullBytes, data.bytes)',
  'restore-progress': 'backup: how far it is (data.doneBytes, data.totalBytes, data.leftMs)',
  'restore-loaded': 'backup: the full backup is loaded (data.full)',
  'restore-replayed': 'backup: the binary logs after it are replayed (data.transactions, data.abandoned)',
  'restore-failed': 'backup: nothing was restored (text)',
  'definitions-read':
    'what is defined on the primary besides tables, by digest (node, data.when before or after, data.digests)',
  'data-restored': 'the restored data is in service (text says since when)',
} as const;
export type EventType = keyof typeof eventTypes;

const eventTypeSchema = z.enum(Object.keys(eventTypes) as [EventType, ...EventType[]]);

/** One line of `events.ndjson.gz`. */
export const eventSchema = z.object({
  atMs,
  source: z.enum(['harness', 'manager', 'backup', 'docker']),
  type: eventTypeSchema,
  node: z.string().optional(),
  text: z.string(),
  data: z.record(z.string(), z.json()).optional(),
});
export type DrillEvent = z.infer<typeof eventSchema>;

/** One line of `samples.ndjson.gz`: what a node answered, between two instants, or why it did not. */
export const sampleSchema = z.object({
  node: z.string(),
  askedAtMs: atMs,
  answeredAtMs: atMs,
  state: nodeStateSchema.nullable(),
  error: z.string().nullable(),
});
export type Sample = z.infer<typeof sampleSchema>;

/** First line of `final/<label>.ndjson.gz`: the rows of one node at one time. */
export const finalHeaderSchema = z.object({
  node: z.string(),
  /** `final` for the end of the drill, `before-reclone` for data that recovery was about to throw away. */
  taken: z.enum(['final', 'before-reclone']),
  takenAtMs: atMs,
  state: nodeStateSchema,
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

import { z } from 'zod';
import { longestDrillMs, outcomes } from './schema.ts';

/** Formats of `operations/<workload>.ndjson.gz`, in its first line; the newest last. */
export const besideFormats = ['ha-drill/operations/1'] as const;
export const besideFormat = besideFormats[0];

/** Plain JSON: what an operation was given, and what it answered. */
export type Json = z.infer<ReturnType<typeof z.json>>;

/** It was parsed from JSON: only the workload knows what it must be. */
const json = z.custom<Json>((value) => value !== undefined);

const atMs = z.number().min(0).max(longestDrillMs);
const key = z.union([z.string(), z.number(), z.null()]);
export type Key = z.infer<typeof key>;

/** First line: which workload, with which options (its defaults filled in), and the names of the columns. */
export const besideHeaderSchema = z.object({
  format: z.enum(besideFormats),
  workload: z.string(),
  options: z.record(z.string(), json),
  columns: z.array(z.string()),
});
export type BesideHeader = z.infer<typeof besideHeaderSchema>;

/** Names of the columns of an operation line. */
export const besideColumns = [
  'index',
  'process',
  'function',
  'key',
  'value',
  'scheduledAtMs',
  'startedAtMs',
  'endedAtMs',
  'outcome',
  'result',
  'error',
] as const;

/** An operation of a workload beside the ledger, at its end. */
const operationLine = z.tuple([
  z.number().int().nonnegative(),
  z.number().int().nonnegative().nullable(),
  z.string(),
  key,
  json,
  atMs,
  atMs,
  atMs,
  z.enum(outcomes),
  json,
  z.string().nullable(),
]);
export type BesideLine = z.infer<typeof operationLine>;

/** What a node has of the workload at the end of the drill, of one instant; or why it could not be read. */
const finalLine = z.object({
  final: z.object({
    node: z.string(),
    atMs,
    reads: z.array(z.tuple([key, json])).nullable(),
    error: z.string().nullable(),
  }),
});
export type BesideFinal = z.infer<typeof finalLine>['final'];

/** Any later line of the file. */
export const besideLineSchema = z.union([operationLine, finalLine]);

/** One operation of a workload beside the ledger, as in Jepsen: invoked, and completed with an outcome. */
export type BesideOperation = {
  /** Which arrival of the schedule it is, from 0. */
  readonly index: number;
  /** Who sent it, one operation at a time; another after an outcome that is unknown. Null where it was never sent. */
  readonly process: number | null;
  readonly function: string;
  readonly key: Key;
  readonly value: Json;
  /** When it was due, sent and answered. What lies between the first two is the wait for a connection of the client's own. */
  readonly scheduledAtMs: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly outcome: (typeof outcomes)[number];
  /** What it answered; null unless it was acknowledged. */
  readonly result: Json;
  readonly error: string | null;
};

/** What is recorded of one workload beside the ledger. */
export type BesideRecord = Pick<BesideHeader, 'workload' | 'options'> & {
  /** In the order in which they ended. */
  readonly operations: readonly BesideOperation[];
  readonly finals: readonly BesideFinal[];
};

/** The line of an operation. */
export function besideLineOf(one: BesideOperation): BesideLine {
  return [
    one.index,
    one.process,
    one.function,
    one.key,
    one.value,
    one.scheduledAtMs,
    one.startedAtMs,
    one.endedAtMs,
    one.outcome,
    one.result,
    one.error,
  ];
}

import type { BesideRecord } from './beside.ts';
import type { DefinitionsReading } from './definitions-reading.ts';
import type { FoundFile } from './digest.ts';
import type { FinalRows } from './final-rows.ts';
import type { GtidRows } from './gtid-rows.ts';
import type { Instants } from './instants.ts';
import type { RunManifest } from './manifest.ts';
import type { Numbers } from './narrow-column.ts';
import type { Column } from './packed-column.ts';
import type { DrillEvent, FinalHeader, FinalTableHeader, Outcome, Sample, Stream } from './schema.ts';
import type { SelfSample } from './self-sample.ts';

/**
 * All operations of a drill, in columns: a million of them must fit in memory and be judged in seconds.
 * Row `i` of every column is one operation; rows are in the order in which operations ended.
 */
export type OperationTable = {
  readonly length: number;
  /** Index into `streams`. */
  readonly stream: Numbers;
  readonly writer: Numbers;
  readonly sequence: Numbers;
  readonly value: Column;
  readonly scheduledAtMs: Instants;
  readonly startedAtMs: Instants;
  readonly endedAtMs: Instants;
  /** Index into `outcomes`. */
  readonly outcome: Numbers;
  /** Index into `errors`; 0 stands for none. */
  readonly error: Numbers;
  readonly errors: readonly string[];
};

/** One operation, taken out of the table, for people and tests. */
export type Operation = {
  readonly stream: Stream;
  readonly writer: number;
  readonly sequence: number;
  readonly value: number;
  readonly scheduledAtMs: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly outcome: Outcome;
  readonly error: string | null;
};

/** Another table of a final state: its rows ascend by key; null where the node had no such table. */
export type FinalTable = FinalTableHeader & { readonly rows: readonly (readonly number[])[] | null };

/** What one node held at one time. */
export type FinalState = Omit<FinalHeader, 'format' | 'tables'> & {
  readonly tables: readonly FinalTable[];
  /** The node had no table of the ledger at all: not the same as an empty one. */
  readonly withoutLedger: boolean;
  readonly rows: FinalRows;
};

/** The whole record of a drill: everything a judgement may look at. */
export type DrillRecord = {
  readonly manifest: RunManifest;
  readonly operations: OperationTable;
  /** Ascending by `atMs`. */
  readonly events: readonly DrillEvent[];
  /** Ascending by `askedAtMs` within a node. */
  readonly samples: readonly Sample[];
  readonly finals: readonly FinalState[];
  /** The workloads that ran beside the ledger; left out where none was recorded. */
  readonly beside?: readonly BesideRecord[];
  /** How the harness itself was, ascending; left out where that was not recorded. */
  readonly harness?: readonly SelfSample[];
  /** What was defined on each node, ascending; left out where that was not recorded in a file of its own. */
  readonly definitions?: readonly DefinitionsReading[];
  /** What transactions changed, by the binary logs of each node; left out where that was not recorded. */
  readonly gtidRows?: readonly GtidRows[];
  /** What each service logged, by its name; left out in records that were never on a disk. */
  readonly logs?: ReadonlyMap<string, ServiceLog>;
  /** Files that were cut short (a killed harness) or could not be read: their absence must be judged. */
  readonly damage: readonly string[];
  /** Left out in records that were never on a disk. */
  readonly disk?: RecordOnDisk;
};

/** The log of a service: all of it, or its end where it is longer than is read. */
export type ServiceLog = { readonly text: string; readonly whole: boolean };

/** What was found on the disk, to be held against what the record says of itself. */
export type RecordOnDisk = {
  /** Format of the operations by their first line; null where it could not be read. */
  readonly historyFormat: string | null;
  /** Every file but `run.json`, by its path in the record; empty where the record keeps no hashes. */
  readonly files: ReadonlyMap<string, FoundFile>;
  /** The hash of `run.json` without its `files`; null where it cannot be taken. */
  readonly manifestSha256: string | null;
  /** The last line of the events, by which the record was sealed. */
  readonly seal: DrillEvent | null;
  /** Which of the files stand out of the order in which they are written. */
  readonly disordered: readonly string[];
};

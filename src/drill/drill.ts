import type Docker from 'dockerode';
import type { Clock } from '../clock.ts';
import type { Cluster } from '../docker/cluster.ts';
import type { Replication } from '../engine/types.ts';
import type { Journal } from '../faults/journal.ts';
import type { ExpectedTime } from '../history/expected-time.ts';
import type { RunManifest } from '../history/manifest.ts';
import type { RecordedPolicy } from '../history/policy.ts';
import type { DrillEvent } from '../history/schema.ts';
import type { BesideWriter, RecordWriter } from '../history/writer.ts';
import type { Observer } from '../observe/observer.ts';
import type { ServiceObserver } from '../observe/service-observer.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { LoadedTopology } from '../topology/loaded.ts';
import type { BesideLoad } from '../workload/beside/start.ts';
import type { BesideTables } from '../workload/beside/types.ts';
import type { DrillEvents } from './events.ts';
import type { LoadMonitor } from './load-monitor.ts';
import type { SidecarPool } from './sidecar-pool.ts';
import type { UndoStack } from './undo-stack.ts';

/** Phases of a drill, in their order. */
export const phases = ['provision', 'baseline', 'backup', 'method', 'recovery', 'collect'] as const;
export type PhaseName = (typeof phases)[number];

/** What is to be drilled, all decided beforehand. */
export type DrillPlan = {
  readonly run: string;
  readonly folder: string;
  readonly scenario: Scenario;
  /** From the current folder; undefined where it is not from a file of the user's. */
  readonly scenarioFile?: string;
  readonly scenarioText: string;
  /** Where its objectives stand, and what the policy of the project said of it. */
  readonly origins?: Readonly<Record<string, string>>;
  readonly policy?: RecordedPolicy | null;
  readonly topology: LoadedTopology;
  readonly seed: number;
  readonly command: readonly string[];
  /** Leave the containers for people to look at. */
  readonly keep: boolean;
};

/** Tells people how far a drill is. */
export type Progress = {
  phase(name: string): void;
  /** One line that stays. */
  note(text: string): void;
  /** What is going on right now; shown on terminals only. */
  live(text: string): void;
};

/** What the settings of a cluster that is healthy promise. Rejects where that cannot be found out. */
export type Expect = (docker: Docker, cluster: Cluster) => Promise<ExpectedTime[]>;

/** A drill that is going on: what every phase may use. */
export type Drill = {
  readonly plan: DrillPlan;
  readonly docker: Docker;
  /** Tags of the images by name. */
  readonly images: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly record: RecordWriter;
  readonly journal: Journal;
  readonly undo: UndoStack;
  readonly events: DrillEvents;
  readonly progress: Progress;
  /** Absent where nobody asks. */
  readonly expect?: Expect | undefined;
  /** Aborted by Ctrl-C, or when a part that must run has died. */
  readonly signal: AbortSignal;
  abort(reason: Error): void;
  /** Records an event, whoever saw it, and tells those who wait for it. */
  recordEvent(event: DrillEvent): void;
  /** Records an event of the harness, now. */
  say(type: DrillEvent['type'], text: string, more?: Pick<DrillEvent, 'node' | 'data'>): void;
};

/** One workload beside the ledger in a drill, or all its clients. */
export type BesideRun = {
  /** Undefined for the clients, which are loads of their own. */
  readonly load: BesideLoad | undefined;
  readonly workload: BesideTables;
  /** Its options as its own schema parsed them. */
  readonly options: unknown;
  readonly writer: BesideWriter;
};

/** A drill whose cluster is up. */
export type ClusterDrill = Drill & {
  readonly cluster: Cluster;
  readonly replication: Replication;
  readonly observer: Observer;
  /** Looks at the services that failover needs. */
  readonly services: ServiceObserver;
  readonly sidecars: SidecarPool;
  readonly monitor: LoadMonitor;
  /** The workloads beside the ledger, with what records each. */
  readonly beside: readonly BesideRun[];
  readonly manifest: RunManifest;
  /** How far the clock of the services is ahead of ours. */
  readonly clockOffsetMs: number;
};

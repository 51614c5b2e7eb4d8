import type { z } from 'zod';
import type { Disruption } from '../disruption.ts';
import type { Capability } from '../docker/agent-rights.ts';
import type { ContainerActs, Disk, MemoryRunOut } from '../docker/container-acts.ts';
import type { AgentReply } from '../docker/sidecar.ts';
import type { MarkKind } from '../engine/log-marks.ts';
import type { Session } from '../engine/session.ts';
import type { Engine } from '../engine/types.ts';
import type { ChangeKind } from '../formats/binlog/statement.ts';
import type { Hold } from './holds.ts';
import type { PeerRole, Premises } from './premises.ts';

/** What was observed, and whether it is what was to be shown. */
export type Proof = {
  readonly proved: boolean;
  /** Process states, packet counters, free bytes. */
  readonly evidence: string;
  /** What else is known of it to the instant, for the record. */
  readonly known?: Record<string, number | number[]>;
};

/** A service of the cluster as others see it. */
export type Peer = { readonly service: string; readonly role: PeerRole; readonly address: string };

/** A service of the cluster, as a fault may act on it. */
export type FaultTarget = Peer &
  ContainerActs & {
    readonly containerId: string;
    /** Of a database node: in whose words its server is told what to do. */
    readonly engine: Engine;
    /** The name of a node's server process; undefined for a service that is no node, which is its container's PID 1. */
    readonly serverName: string | undefined;
    /** None where its volumes are the engine's usual ones, on a disk that others use as well. */
    readonly disks: readonly Disk[];
    /** Runs a command of the sidecar agent in the target's namespaces; resolves with what it printed. */
    run(command: string): Promise<AgentReply>;
    /** Runs a command of the agent in the host's process namespace, which sees the target's processes from outside. */
    runOnHost(command: string): Promise<AgentReply>;
    /**
     * Starts the container again if it is down, else has its supervisor start the server, where it is ours: any other
     * PID 1 is the server, or starts it by itself.
     */
    startAgain(): Promise<void>;
    /** Counts from now on how often the memory of the container runs out. */
    watchMemory(): Promise<MemoryRunOut>;
    /** A new connection as administrator. The caller destroys it. Rejects for a service that is no database node. */
    connect(): Promise<Session>;
  };

/** What a fault may know beyond its targets. */
export type FaultContext = {
  /** Every service of the cluster, the targets included, with the roles of this moment. */
  readonly peers: readonly Peer[];
  /** Milliseconds on the drill's clock. */
  readonly nowMs: () => number;
};

/** A fault in force, or being brought into force: on one target, or on all of them. */
export type Injection = {
  /** The earliest instant at which the effect may have begun (drill clock, ms): time zero. Rounded against the cluster. */
  readonly effectAtMs: number;
  /** Waits for evidence that the fault is in force. */
  prove(): Promise<Proof>;
  /** How to undo it; null when nothing stays injected. What died stays dead: that is recovery, not healing. */
  readonly healing: Healing | null;
};

export type Healing = {
  /** Undoes the fault. Idempotent, and possible when its target is down by now. */
  heal(): Promise<void>;
  /** Waits for evidence that nothing of the fault is left. */
  prove(): Promise<Proof>;
};

/** What agents must know and be allowed to for a fault: see `shared/agents.ts` for the usual ones. */
export type AgentNeeds = {
  /** Files with shell functions that it runs beside its target, besides those that all agents know. */
  readonly commands: readonly URL[];
  readonly capabilities: readonly Capability[];
  /** It writes limits into the cgroup of its target. */
  readonly cgroups?: true;
  /** Of the agent in the host's process namespace, where it may need that one. */
  readonly onHost?: readonly Capability[];
};

/** One way to break a cluster. */
export type Fault<Schema extends z.ZodType = z.ZodType> = {
  readonly name: string;
  /** What really happens, for `ha-drill list` and the report. */
  readonly description: string;
  /** Its class of disruption: which targets of a policy hold for it, where a step does not say another. */
  disruption(parameters: z.output<Schema>): Disruption;
  readonly parameters: Schema;
  /** What it does by the agents of its target (`FaultTarget.run` and `runOnHost`); absent where it needs none. */
  readonly agent?: AgentNeeds;
  readonly premises: Premises<z.output<Schema>>;
  /** How it ends: it is healed; what it stopped is started again; or what it did lasts, and there is nothing to end. */
  readonly end: 'healed' | 'started-again' | 'lasting';
  /** Its target may lose its role by it: another node leads, or nobody sees it. */
  readonly unseats?: boolean;
  /** How its target, a database server, looks to others: its port answers that nobody listens, or nothing answers at all. */
  looksLike?(parameters: z.output<Schema>): 'crash' | 'silence';
  /** Its target may take others that are well for dead: a failover manager promotes then. */
  readonly cutsOff?: boolean;
  /** What it starts anew by itself, be it in order to heal. */
  readonly restarts?: 'server' | 'container';
  /** What it destroys on every node, as a binary log tells of it: only a backup brings that back. */
  readonly destroys?: ChangeKind;
  /** Marks that it leaves in the logs of its targets, or of any server: `logs-clean` does not hold them against the stack. */
  readonly leaves?: { readonly marks: readonly MarkKind[]; readonly on: 'target' | 'any' };
  /** Its target keeps nothing of the data. */
  readonly wipes?: boolean;
  /** Its target has transactions of its own afterwards, which only a copy of another node removes. */
  readonly errant?: boolean;
  /** What it holds of its target while it is in force, so that no fault can be brought into force that uses it. */
  holds?(parameters: z.output<Schema>): readonly Hold[];
  /** What no other fault may hold while this one is brought into force; of what one at a time can have, its own too. */
  uses?(parameters: z.output<Schema>): readonly Hold[];
  inject(
    targets: readonly FaultTarget[],
    parameters: z.output<Schema>,
    context: FaultContext,
  ): Promise<Injection>;
};

import type { Connection } from 'mysql2/promise';
import type { Observation } from './observation.ts';
import type { ReplicationKind } from './replication/kinds.ts';

/** How to reach one database server, as administrator. */
export type NodeAddress = {
  /** The service name in the topology: how other nodes reach it, and how reports name it. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
};

/** Accounts every node of a cluster knows. Made anew for each run. */
export type Accounts = {
  readonly admin: Account;
  readonly replication: Account;
  readonly application: Account;
};

export type Account = { readonly user: string; readonly password: string };

/** How long something may take, and what ends it early. */
export type Patience = { readonly deadlineMs: number; readonly signal?: AbortSignal | undefined };

/** A step by which an operator brings nodes back that do not come back by themselves. */
export type OperatorStep = {
  /** On this node. */
  readonly node: string;
  /** What it does and why, for people. */
  readonly text: string;
  run(connection: Connection): Promise<void>;
};

/**
 * One kind of replication. All that differs between kinds is behind this contract;
 * faults, workload, measures and checks do not know which kind runs.
 */
export type Replication = ReplicationKind & {
  /**
   * Makes a cluster of servers in no cluster that all have the same data, or none, as soon as they answer. Called
   * where the failover tool does not do it.
   */
  readonly form?: (nodes: readonly NodeAddress[], accounts: Accounts, patience: Patience) => Promise<void>;
  /** One sample of a node. Rejects when the node does not answer. */
  observe(connection: Connection): Promise<Observation>;
  /** What an operator has to do now, in order, by the newest states of all nodes that answer. Absent where never anything. */
  readonly nextSteps?: (
    states: ReadonlyMap<string, Observation>,
    nodes: readonly NodeAddress[],
    accounts: Accounts,
  ) => readonly OperatorStep[];
  /** Lets a node apply at once what it holds back on purpose. Absent where no node does. */
  readonly endDelay?: (node: Connection) => Promise<void>;
  /**
   * Takes a node out of its cluster, which is about to be formed anew around other data: it stays out when it starts
   * again. Absent where a node that is not told to follow another one follows none.
   */
  readonly dismiss?: (node: Connection) => Promise<void>;
  /** Brings a restarted node back, as a replica of `primary`, with its data thrown away and copied anew. */
  reclone(node: Connection, primary: NodeAddress, accounts: Accounts): Promise<void>;
  /** Lets a primary whose commits wait for a replica commit while there is none, or wait again. Absent where none waits. */
  readonly commitAlone?: (primary: Connection, alone: boolean) => Promise<void>;
};

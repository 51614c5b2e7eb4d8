import type { Connection } from 'mysql2/promise';
import type { NodeState } from './node-state.ts';

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

/**
 * One kind of replication. All that differs between kinds is behind this contract;
 * faults, workload, measures and checks do not know which kind runs.
 */
export type Replication = {
  readonly kind: string;
  /** One sample of a node. Rejects when the node does not answer. */
  inspect(connection: Connection): Promise<NodeState>;
  /** Why a node with this state is not a healthy member of the cluster led by `primary`; none when it is. */
  unhealthyBecause(state: NodeState, role: 'primary' | 'replica', replicas: number): string[];
  /** Brings a restarted node back, as a replica of `primary`, with its data thrown away and copied anew. */
  reclone(node: Connection, primary: NodeAddress, accounts: Accounts): Promise<void>;
};

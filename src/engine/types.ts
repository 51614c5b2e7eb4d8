import type { Definitions } from './definitions-schema.ts';
import type { EngineName, Observation } from './observation.ts';
import type { ReplicationKind, ReplicationName } from './replication/kinds.ts';
import type { Session } from './session.ts';
import type { Settings, SetUp } from './settings.ts';
import type { TransactionSet } from './transaction-set.ts';

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

/** Runs a program beside a server, in its container, with a text on its stdin that no list of processes shows. */
export type Shell = (
  words: readonly string[],
  stdin: string,
) => Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }>;

/** A step by which an operator brings nodes back that do not come back by themselves. */
export type OperatorStep = {
  /** On this node. */
  readonly node: string;
  /** What it does and why, for people. */
  readonly text: string;
  run(session: Session): Promise<void>;
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
  /** What an operator has to do now, in order, by the newest states of all nodes that answer. Absent where never anything. */
  readonly nextSteps?: (
    states: ReadonlyMap<string, Observation>,
    nodes: readonly NodeAddress[],
    accounts: Accounts,
  ) => readonly OperatorStep[];
  /** Lets a node apply at once what it holds back on purpose. Absent where no node does. */
  readonly endDelay?: (node: Session) => Promise<void>;
  /**
   * Takes a node out of its cluster, which is about to be formed anew around other data: it stays out when it starts
   * again. Absent where a node that is not told to follow another one follows none.
   */
  readonly dismiss?: (node: Session) => Promise<void>;
  /** Brings a restarted node back, as a replica of `primary`, with its data thrown away and copied anew. */
  reclone(node: Session, primary: NodeAddress, accounts: Accounts, shell: Shell): Promise<void>;
  /** Lets a primary whose commits wait for a replica commit while there is none, or wait again. Absent where none waits. */
  readonly commitAlone?: (primary: Session, alone: boolean) => Promise<void>;
};

/** What an error says of the write that it answered. */
export type WriteError = {
  /** Surely not done, or nobody knows. */
  readonly outcome: 'fail' | 'info';
  /** The driver's or server's code, else the message. */
  readonly code: string;
  /** Another transaction that changed the same row came before it. */
  readonly isConflict: boolean;
  /** Another server may serve it: this one is read-only, or nothing is heard of it. */
  readonly asksElsewhere: boolean;
};

/** A kind of database server. Whoever stands outside this room knows no other word of its server. */
export type Engine = {
  readonly name: EngineName;
  /** As people know it. */
  readonly title: string;
  /** The name of its server's process. */
  readonly process: string;
  /** The name of its client in a container, which understands the options of `mysql`. */
  readonly client: string;
  /**
   * Opens a session.
   *
   * @param deadlineMs for the whole handshake: a frozen server accepts and never greets
   */
  session(at: Pick<NodeAddress, 'host' | 'port'>, account: Account, deadlineMs: number): Promise<Session>;
  /** The identity of the server that answers: the `serverUuid` of its observations. */
  identityOf(session: Session, timeoutMs: number): Promise<string>;
  /** One sample of a server, of one instant as far as it can give one. Rejects when the server does not answer. */
  observe(session: Session): Promise<Observation>;
  /** Reads a set of its transactions. @throws SyntaxError when it is none */
  transactions(text: string): TransactionSet;
  /** What the error of a write that was sent says of it. */
  outcomeOf(error: unknown): WriteError;
  /** The kinds of replication that it has. */
  readonly replications: Readonly<Partial<Record<ReplicationName, Replication>>>;
  readonly accounts: {
    /** What makes the accounts of a drill on a primary; `hosts` is from where the application's may come, if it was there. */
    statements(accounts: Accounts, hosts: readonly string[] | undefined): string[];
    /** Asks from where an account may come, a line each. */
    hostsOfSql(user: string): string;
    /** Asks whether the server is a primary: 1 or 0. */
    readonly isSourceSql: string;
  };
  /** Server variables on which durability, replication and the time to recover depend, those it has. */
  variables(session: Session): Promise<Record<string, string>>;
  /** How a server is set up, as far as its role and its durability go. */
  settings(session: Session): Promise<Settings>;
  /** The same, as far as a person who drills it must know. */
  setUp(session: Session): Promise<SetUp>;
  /** All that is defined on a server: tables, routines, triggers, events, views, accounts and grants, by kind and name. */
  definitions(session: Session): Promise<Definitions>;
  /** Where its binary logs are, in the format of MySQL; null where it keeps none of what it applies. Absent in an engine of another format. */
  readonly binaryLogs?: (session: Session) => Promise<BinaryLogs | null>;
  readonly statements: Statements;
  /** Where a replica that applies late can be stopped before a transaction, or go on without it. */
  readonly delayed?: Delayed;
};

/** What the faults and the drill do to a server by SQL, where engines have different words for it. */
export type Statements = {
  /** Lets a session tell the transactions of its own statements (`Done.transactions`). */
  tellOwn(session: Session): Promise<void>;
  /** Runs `use` so that an administrator can write on a replica while applications still cannot. */
  asWritable<T>(session: Session, use: () => Promise<T>): Promise<T>;
  /** The number of the error by which a lock is refused that was asked for with NOWAIT. */
  readonly lockNotGranted: number;
  /** Makes a server read-only for everybody; resolves when the last commit in progress is over. */
  makeReadOnly(session: Session, patienceSeconds: number): Promise<void>;
};

/** The binary logs of a server, the oldest first. */
export type BinaryLogs = {
  readonly folder: string;
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
};

export type Delayed = {
  /** Keeps a replica from applying any more. */
  holdBack(replica: Session): Promise<void>;
  /**
   * Lets it apply what it received, without the transaction `left`, and with `upTo` nothing that came after it.
   *
   * @throws DrillError (exit 3) when the transaction has been applied already: the delay was too short
   */
  applyHeldBack(
    session: Session,
    who: string,
    what: { readonly left: string; readonly executed: string; readonly upTo: boolean },
  ): Promise<void>;
};

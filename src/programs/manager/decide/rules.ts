/** How the manager decides; all times in ms. */
export type Rules = {
  /** Node names in the order of the configuration. */
  readonly nodes: readonly string[];
  readonly priorities: Readonly<Record<string, Priority>>;
  /** Seconds by node that it applies transactions late, on purpose: it never leads, acknowledges or serves readers. */
  readonly delays: Readonly<Record<string, number>>;
  /** Replicas that must have a transaction before its commit is answered; 0 for asynchronous replication. */
  readonly acknowledgements: number;
  /** A node that has answered nothing for this long does not count as reachable; a primary may be dead. */
  readonly confirmMs: number;
  /** A node that has answered nothing for this long is suspected. */
  readonly suspectMs: number;
  /** A receiver that got nothing for this long does not receive. */
  readonly silenceMs: number;
  /** A reachable primary from which no replica got anything for this long is cut off. */
  readonly cutOffMs: number;
  readonly minFailoverIntervalMs: number;
  /** Switch over when the primary has less free disk space; 0 for never. */
  readonly minFreeDiskBytes: number;
  /** How long a manager that just started, or a primary that just restarted, waits for the other nodes. */
  readonly graceMs: number;
  /** The same repair of the same node is tried this often. */
  readonly repairEveryMs: number;
  readonly allowDataLoss: boolean;
};

/** Whether a node may be promoted: rather than others, like others, or never. */
export type Priority = 'prefer' | 'neutral' | 'never';

export function priorityOf(rules: Pick<Rules, 'priorities'>, node: string): Priority {
  return rules.priorities[node] ?? 'neutral';
}

/** Whether a node may have a say in who leads: one that lags on purpose has none. */
export function hasSay(rules: Pick<Rules, 'delays'>, node: string): boolean {
  return rules.delays[node] === undefined;
}

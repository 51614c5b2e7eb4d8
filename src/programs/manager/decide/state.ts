/** What the manager remembers. A term is the time of one primary. */
export type ManagerState = {
  readonly startedAtMs: number;
  readonly primary: string | null;
  /**
   * The replicas that may have acknowledged transactions of this term: pointed at the primary by this manager,
   * found pointed at it, or unreachable when it was found.
   */
  readonly followers: readonly string[];
  /** Followers that restarted in this term, and so may have forgotten what they had received, until they caught up. */
  readonly restarted: Readonly<Record<string, Restarted>>;
  /** GTIDs that every later primary must have: all that reachable nodes had when the last term was closed. */
  readonly floor: string;
  /** All receivers of this term were stopped after they had received `floor`: nothing more can be acknowledged. */
  readonly sealed: boolean;
  /** GTIDs by node that its primary lacked: such a node is not served to readers, and not promoted for choice. */
  readonly errant: Readonly<Record<string, string>>;
  /** GTIDs by node that it originated, lost, and can never fetch: such a node is kept out until it is copied anew. */
  readonly lostTails: Readonly<Record<string, string>>;
  /** Nodes that an administrator works on: the manager keeps its hands off them. */
  readonly inMaintenance: readonly string[];
  /** A change of primary that is over when writes are routed to it; null when none is under way. */
  readonly unrouted: Unrouted | null;
  /** When the manager last finished making a primary: what nodes said before that is out of date. */
  readonly actedAtMs: number;
  readonly lastFailoverAtMs: number | null;
  readonly suspected: boolean;
  /** The last reason for which a failover was refused and told; null when none is pending. */
  readonly refused: string | null;
  /** When the primary was first seen read-only; null while it is not. */
  readonly closedSinceMs: number | null;
  readonly requested: SwitchoverRequest | null;
  readonly lastSwitchoverAtMs: number | null;
  /** When a repair of a node was last begun. */
  readonly repairedAtMs: Readonly<Record<string, number>>;
};

/** Since when a follower is known to have restarted, and whether it was seen to receive from its primary after that. */
export type Restarted = { readonly sinceMs: number; readonly reconnected: boolean };

export type Unrouted = { readonly node: string; readonly completes: Completion };

/** What is told once writes are routed, besides that they are; null for nothing. */
export type Completion =
  | { readonly type: 'failover-completed' }
  | { readonly type: 'switchover-completed'; readonly why: string }
  | null;

export type SwitchoverRequest = { readonly to: string | null; readonly reason: string };

export function initialState(startedAtMs: number): ManagerState {
  return {
    startedAtMs,
    primary: null,
    followers: [],
    restarted: {},
    floor: '',
    sealed: false,
    errant: {},
    lostTails: {},
    inMaintenance: [],
    unrouted: null,
    actedAtMs: startedAtMs,
    lastFailoverAtMs: null,
    suspected: false,
    refused: null,
    closedSinceMs: null,
    requested: null,
    lastSwitchoverAtMs: null,
    repairedAtMs: {},
  };
}

/** The term is closed: its receivers are stopped, and reachable nodes have `floor` between them. */
export function sealTerm(state: ManagerState, floor: string): ManagerState {
  return { ...state, sealed: true, floor };
}

/** A new term begins. `floor` stays: until a follower has all of it, losing the new primary would lose data. */
export function beginTerm(state: ManagerState, primary: string, followers: readonly string[]): ManagerState {
  const { [primary]: _, ...errant } = state.errant;
  const { [primary]: __, ...lostTails } = state.lostTails;
  return {
    ...state,
    primary,
    followers,
    errant,
    lostTails,
    restarted: {},
    sealed: false,
    suspected: false,
    refused: null,
    closedSinceMs: null,
    repairedAtMs: {},
  };
}

export function withFollower(state: ManagerState, node: string): ManagerState {
  return state.followers.includes(node) ? state : { ...state, followers: [...state.followers, node] };
}

import type { Facts } from '../../../../src/programs/manager/decide/facts.ts';
import type { Rules } from '../../../../src/programs/manager/decide/rules.ts';
import { beginTerm, initialState, type ManagerState } from '../../../../src/programs/manager/decide/state.ts';
import { type NodeView, unseen } from '../../../../src/programs/manager/observe/view.ts';
import type { ServerState } from '../../../../src/programs/mysql/server-state.ts';
import { modelRules } from './model-cluster.ts';

/** What is planted in one look at a cluster; what is not said is as it is while all is well. */
export type PlantedNode = Partial<Omit<NodeView, 'name' | 'state'>> & {
  /** Null for a node that never told its state. */
  readonly state?: Partial<ServerState> | null;
};

export const nowMs = 100_000;
export const uuidOf = (node: string): string =>
  `${node.at(-1)}`.repeat(8).concat('-0000-0000-0000-000000000000');

/** What db1 has committed: the others have as much. */
export const written = `${uuidOf('db1')}:1-100`;

/** A replica's source: db1, and all is well. */
export const source: NonNullable<ServerState['source']> = {
  host: 'db1',
  receiver: 'on',
  applier: 'on',
  gtidReceived: written,
  heartbeats: 7,
  receiverError: '',
  applierError: '',
};

/** db1 leads, db2 and db3 replicate from it, everybody answers. */
function wellState(node: string): ServerState {
  const leads = node === 'db1';
  return {
    serverUuid: uuidOf(node),
    serverId: 1,
    readOnly: !leads,
    superReadOnly: !leads,
    gtidExecuted: written,
    source: leads ? null : source,
    semisync: { sourceEnabled: leads, waiting: 0, replicaActive: !leads },
    freeDiskBytes: null,
  };
}

function viewFrom(name: string, { state, ...view }: PlantedNode): NodeView {
  return {
    ...unseen(name),
    aliveAtMs: nowMs,
    stateAskedAtMs: nowMs,
    stateAnsweredAtMs: nowMs,
    receivedAtMs: nowMs,
    ...view,
    state: state === null ? null : { ...wellState(name), ...state },
  };
}

/** One look at the cluster. A node that is planted as `unseen` was never polled. */
export function factsOf(
  planted: Readonly<Record<string, PlantedNode | 'unseen'>> = {},
  more: Partial<Rules> & { readonly sinceMs?: number } = {},
): Facts {
  const { sinceMs = 0, ...rules } = more;
  const views = (rules.nodes ?? modelRules.nodes).flatMap((name) => {
    const one = planted[name] ?? {};
    return one === 'unseen' ? [] : [[name, viewFrom(name, one)] as const];
  });
  return { nowMs, sinceMs, rules: { ...modelRules, ...rules }, views: new Map(views) };
}

/** The term of db1 over the two others. */
export function termOf(changes: Partial<ManagerState> = {}): ManagerState {
  return { ...beginTerm(initialState(0), 'db1', ['db2', 'db3']), ...changes };
}

/** A node that has not answered for so long; what it said last is kept. */
export function silentFor(ms: number, how: 'silent' | 'refused' = 'silent'): PlantedNode {
  return { aliveAtMs: nowMs - ms, failure: { how, text: `no answer (${how})` } };
}

/** A replica that answers, and got nothing from its source for so long. */
export function deafFor(ms: number, changes: Partial<NonNullable<ServerState['source']>> = {}): PlantedNode {
  return { receivedAtMs: nowMs - ms, state: { source: { ...source, ...changes } } };
}

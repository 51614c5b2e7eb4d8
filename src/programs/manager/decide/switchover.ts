import type { Verdict } from './decision.ts';
import { type Facts, isFresh, receivesFrom, stateOf } from './facts.ts';
import { antiFlapMs } from './failed-primary.ts';
import { formatBytes } from './format.ts';
import { isInMaintenance, maintenance } from './maintenance.ts';
import { hasSay, priorityOf } from './rules.ts';
import type { ManagerState } from './state.ts';

/** A planned change of primary: because somebody asked for it, or because the primary's disk is nearly full. */
export function decideOnSwitchover(state: ManagerState, primary: string, facts: Facts): Verdict | undefined {
  const own = stateOf(facts, primary);
  if (!own || !isFresh(facts, primary)) return undefined;
  if (state.requested) return onRequest({ ...state, requested: null }, primary, facts, state.requested);
  const free = own.freeDiskBytes;
  if (free === null || free >= facts.rules.minFreeDiskBytes || rests(state, facts)) return undefined;
  const to = bestReplica(state, primary, facts);
  if (to === undefined) return undefined;
  const reason = `${primary} has ${formatBytes(free)} of free disk, less than ${formatBytes(facts.rules.minFreeDiskBytes)}`;
  return {
    state: { ...state, lastSwitchoverAtMs: facts.nowMs },
    events: [],
    decision: { kind: 'switchover', from: primary, to, reason, urgent: true },
  };
}

function onRequest(
  state: ManagerState,
  primary: string,
  facts: Facts,
  request: { to: string | null; reason: string },
): Verdict {
  const to = request.to ?? bestReplica(state, primary, facts);
  const problem =
    to === undefined ? 'no replica is fit to be the primary' : unfitBecause(state, primary, facts, to);
  if (to === undefined || problem !== undefined) {
    const text = `no switchover: ${problem}`;
    return { state, events: [{ type: 'switchover-failed', text }], decision: { kind: 'wait' } };
  }
  return {
    state: { ...state, lastSwitchoverAtMs: facts.nowMs },
    events: [],
    decision: { kind: 'switchover', from: primary, to, reason: request.reason, urgent: false },
  };
}

function bestReplica(state: ManagerState, primary: string, facts: Facts): string | undefined {
  const fit = facts.rules.nodes.filter((node) => unfitBecause(state, primary, facts, node) === undefined);
  return fit.find((node) => priorityOf(facts.rules, node) === 'prefer') ?? fit[0];
}

/** Why a planned change of primary cannot go to this node; undefined when it can. */
export function unfitBecause(
  state: ManagerState,
  primary: string,
  facts: Facts,
  node: string,
): string | undefined {
  if (node === primary) return `${node} is the primary already`;
  if (!facts.rules.nodes.includes(node)) return `there is no node ${node}`;
  if (priorityOf(facts.rules, node) === 'never') return `${node} has the priority never`;
  if (!hasSay(facts.rules, node)) return `${node} lags on purpose`;
  if (node in state.errant) return `${node} has errant transactions`;
  if (node in state.lostTails) return `${node} lost transactions of its own`;
  const own = stateOf(facts, node);
  if (!own || !isFresh(facts, node)) return `${node} does not answer`;
  if (isInMaintenance(own)) return `${node} is ${maintenance}`;
  if (!receivesFrom(facts, node, primary, facts.rules.silenceMs))
    return `${node} does not receive from ${primary}`;
  if (own.source?.applier !== 'on') return `${node} does not apply`;
  const free = own.freeDiskBytes;
  if (free !== null && free < facts.rules.minFreeDiskBytes)
    return `${node} has only ${formatBytes(free)} of free disk`;
  return undefined;
}

function rests(state: ManagerState, facts: Facts): boolean {
  const last = state.lastSwitchoverAtMs ?? Number.NEGATIVE_INFINITY;
  return antiFlapMs(state, facts) > 0 || facts.nowMs - last < facts.rules.minFailoverIntervalMs;
}

import { monotonicNowMs } from '../clock.ts';
import { pause } from '../cluster/wait.ts';
import { type ActingNode, actingNode } from './act/acting-node.ts';
import type { ActContext } from './act/context.ts';
import { install } from './act/install.ts';
import { repair } from './act/repair.ts';
import { switchOver } from './act/switchover.ts';
import type { ManagerConfig } from './config.ts';
import { decide } from './decide/decide.ts';
import type { Decision, Repair } from './decide/decision.ts';
import { initialState, type ManagerState } from './decide/state.ts';
import type { EventLog } from './events.ts';
import { startPoller } from './observe/poller.ts';
import { type NodeView, unseen, withPoll } from './observe/view.ts';
import { desiredRouting } from './proxy/desired.ts';
import { type Router, startRouter } from './proxy/router.ts';

const tickMs = 25;
const routeEveryMs = 200;
/** After a primary could not be made, the next try waits this long. */
const restMs = 500;

export type Manager = {
  state(): ManagerState;
  views(): ReadonlyMap<string, NodeView>;
  /** What is being done at the moment, besides watching. */
  activity(): string;
  routing: Router['status'];
  requestSwitchover(to: string | null): void;
  /** Decides and acts until the signal is aborted. */
  run(signal: AbortSignal): Promise<void>;
};

/** The failover manager: watches, decides, acts. One thing at a time, except repairs, which run beside. */
export function createManager(config: ManagerConfig, log: EventLog): Manager {
  let state = initialState(monotonicNowMs());
  const views = new Map(config.nodes.map((node) => [node.name, unseen(node.name)]));
  const acting = new Map(config.nodes.map((node) => [node.name, actingNode(node, config.admin)]));
  const router = startRouter(config.haproxy, routeEveryMs);
  const repairing = new Set<string>();
  let activity = 'watching';
  const context: ActContext = {
    rules: config.rules,
    router,
    replication: config.replication,
    heartbeatMs: config.heartbeatMs,
    tell: log.tell,
    node: (name) => acting.get(name) ?? unknownNode(name),
    facts: () => ({ nowMs: monotonicNowMs(), rules: config.rules, views, sinceMs: state.actedAtMs }),
    state: () => state,
    update: (change) => {
      state = change(state);
    },
  };

  const startRepair = (one: Repair): void => {
    if (repairing.has(one.node)) return;
    repairing.add(one.node);
    void repair(context, one).finally(() => repairing.delete(one.node));
  };

  const act = async (decision: Decision): Promise<void> => {
    if (decision.kind === 'wait') return;
    if (decision.kind === 'repair') {
      for (const one of decision.repairs) startRepair(one);
      return;
    }
    activity = decision.kind === 'install' ? `making a primary (${decision.why})` : 'switching over';
    const before = state.primary;
    if (decision.kind === 'install') await install(context, decision);
    else await switchOver(context, decision);
    activity = 'watching';
    state = { ...state, actedAtMs: monotonicNowMs() };
    if (state.primary === before) await pause(restMs);
  };

  const run = async (signal: AbortSignal): Promise<void> => {
    const pollers = config.nodes.map((node) =>
      startPoller({
        node,
        account: config.admin,
        everyMs: config.pollMs,
        deadlineMs: config.rules.confirmMs,
        onPoll: (poll) => views.set(poll.node, withPoll(views.get(poll.node) ?? unseen(poll.node), poll)),
      }),
    );
    while (!signal.aborted) {
      const verdict = decide(state, views, config.rules, monotonicNowMs());
      state = verdict.state;
      for (const event of verdict.events) log.tell(event);
      for (const node of acting.values()) node.keepOpen();
      await act(verdict.decision);
      const routing = desiredRouting(state, context.facts());
      if (routing) router.want(routing);
      await pause(tickMs);
    }
    for (const poller of pollers) poller.stop();
    for (const node of acting.values()) node.cut();
    router.stop();
  };

  return {
    state: () => state,
    views: () => views,
    activity: () => activity,
    routing: router.status,
    requestSwitchover: (to) => {
      state = { ...state, requested: { to, reason: 'requested' } };
    },
    run,
  };
}

function unknownNode(name: string): ActingNode {
  throw new Error(`There is no node ${name} in the configuration.`);
}

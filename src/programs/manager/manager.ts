import { monotonicNowMs } from '../../clock.ts';
import { pause } from '../../wait.ts';
import type { EventLog } from '../event-log.ts';
import { type ActingNode, actingNode } from './act/acting-node.ts';
import type { ActContext } from './act/context.ts';
import { install } from './act/install.ts';
import { repair } from './act/repair.ts';
import { switchOver } from './act/switchover.ts';
import type { ManagerConfig } from './config.ts';
import { decide } from './decide/decide.ts';
import type { Decision, Repair } from './decide/decision.ts';
import { noteRouted } from './decide/routed.ts';
import { initialState, type ManagerState } from './decide/state.ts';
import type { NodeView } from './observe/view.ts';
import { watchNodes } from './observe/watch.ts';
import { desiredRouting } from './proxy/desired.ts';
import { type Router, startRouter, withoutProxy } from './proxy/router.ts';
import type { ManagerWord } from './words.ts';

const tickMs = 25;
const routeEveryMs = 200;
/** After a primary could not be made, the next try waits this long. */
const restMs = 500;

/** The failover manager: watches, decides, acts. One thing at a time, except repairs, which run beside. */
export class Manager {
  readonly #config: ManagerConfig;
  readonly #log: EventLog<ManagerWord>;
  readonly #watch: ReturnType<typeof watchNodes>;
  readonly #nodes: ReadonlyMap<string, ActingNode>;
  readonly #router: Router;
  readonly #context: ActContext;
  readonly #repairing = new Set<string>();
  #state: ManagerState = initialState(monotonicNowMs());
  #activity = 'watching';

  constructor(config: ManagerConfig, log: EventLog<ManagerWord>) {
    this.#config = config;
    this.#log = log;
    this.#nodes = new Map(config.nodes.map((node) => [node.name, actingNode(node, config.admin)]));
    const onRouted = (node: string, changed: boolean): void => {
      const { state, events } = noteRouted(this.#state, node, changed);
      this.#state = state;
      // What a proxy does that nobody here asks is not known.
      const known = events.filter(({ type }) => config.haproxy !== undefined || type !== 'routed');
      for (const event of known) this.#log.emit(event);
    };
    this.#router = config.haproxy
      ? startRouter({ at: config.haproxy, everyMs: routeEveryMs, onRouted })
      : withoutProxy(onRouted);
    this.#watch = watchNodes({
      nodes: config.nodes,
      account: config.admin,
      everyMs: config.pollMs,
      deadlineMs: config.rules.confirmMs,
    });
    this.#context = this.#makeContext();
  }

  /** What it remembers. */
  get state(): ManagerState {
    return this.#state;
  }

  /** What it sees. */
  get views(): ReadonlyMap<string, NodeView> {
    return this.#watch.views;
  }

  /** What it does at the moment. */
  get activity(): string {
    return this.#activity;
  }

  get routing(): ReturnType<Router['status']> {
    return this.#router.status();
  }

  /** Asks for a planned change of primary, to a node of its choice when `to` is null. Events tell what becomes of it. */
  requestSwitchover(to: string | null): void {
    this.#state = { ...this.#state, requested: { to, reason: 'requested' } };
  }

  /** Decides and acts until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const verdict = decide(this.#state, this.views, this.#config.rules, monotonicNowMs());
      this.#state = verdict.state;
      for (const event of verdict.events) this.#log.emit(event);
      this.#tendConnections();
      await this.#act(verdict.decision);
      const routing = desiredRouting(this.#state, this.#context.facts());
      if (routing) this.#router.want(routing);
      await pause(tickMs);
    }
    this.#watch.stop();
    this.#router.stop();
    for (const node of this.#nodes.values()) node.cut();
  }

  /** Keeps connections open, but not to a server that has ended: that of a host that died in silence looks well. */
  #tendConnections(): void {
    for (const [name, node] of this.#nodes) {
      if (this.views.get(name)?.failure?.how === 'refused') node.cut();
      else node.keepOpen();
    }
  }

  async #act(decision: Decision): Promise<void> {
    if (decision.kind === 'wait') return;
    if (decision.kind === 'repair') {
      for (const one of decision.repairs) this.#startRepair(one);
      return;
    }
    const before = this.#state.primary;
    this.#activity = decision.kind === 'install' ? `making a primary (${decision.why})` : 'switching over';
    if (decision.kind === 'install') await install(this.#context, decision);
    else await switchOver(this.#context, decision);
    this.#activity = 'watching';
    this.#state = { ...this.#state, actedAtMs: monotonicNowMs() };
    if (this.#state.primary === before) await pause(restMs);
  }

  #startRepair(one: Repair): void {
    if (this.#repairing.has(one.node)) return;
    this.#repairing.add(one.node);
    void repair(this.#context, one).finally(() => this.#repairing.delete(one.node));
  }

  #makeContext(): ActContext {
    const { rules, replication, heartbeatMs } = this.#config;
    return {
      rules,
      replication,
      heartbeatMs,
      router: this.#router,
      emit: this.#log.emit,
      emitOnce: this.#log.emitOnce,
      node: (name) => {
        const node = this.#nodes.get(name);
        if (!node) throw new Error(`There is no node ${name} in the configuration.`);
        return node;
      },
      facts: () => ({
        nowMs: monotonicNowMs(),
        rules,
        views: this.views,
        sinceMs: this.#state.actedAtMs,
      }),
      state: () => this.#state,
      update: (change) => {
        this.#state = change(this.#state);
      },
    };
  }
}

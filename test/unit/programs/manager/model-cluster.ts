import { formatGtidSet, parseGtidSet } from '../../../../src/formats/gtid.ts';
import { decide } from '../../../../src/programs/manager/decide/decide.ts';
import type { Decision, Repair } from '../../../../src/programs/manager/decide/decision.ts';
import { elect, isKeptOut, mayFollow, type Stopped } from '../../../../src/programs/manager/decide/elect.ts';
import { awaitRouting, noteRouted } from '../../../../src/programs/manager/decide/routed.ts';
import type { Rules } from '../../../../src/programs/manager/decide/rules.ts';
import {
  beginTerm,
  initialState,
  type ManagerState,
  sealTerm,
} from '../../../../src/programs/manager/decide/state.ts';
import { type NodeView, type Poll, unseen, withPoll } from '../../../../src/programs/manager/observe/view.ts';
import { desiredRouting } from '../../../../src/programs/manager/proxy/desired.ts';
import type { ManagerEvent } from '../../../../src/programs/manager/words.ts';
import type { ServerState } from '../../../../src/programs/mysql/server-state.ts';

/**
 * A cluster in virtual time, whose truth is known: which transactions exist where, and which were acknowledged.
 * The manager's own rules decide; what they decide is done to the model in the order of src/programs/manager/act.
 */
export const modelRules: Rules = {
  nodes: ['db1', 'db2', 'db3'],
  priorities: {},
  delays: {},
  acknowledgements: 1,
  confirmMs: 1000,
  suspectMs: 300,
  silenceMs: 1000,
  cutOffMs: 2500,
  minFailoverIntervalMs: 3000,
  minFreeDiskBytes: 0,
  graceMs: 5000,
  repairEveryMs: 1000,
  allowDataLoss: false,
};

const tickMs = 100;
const writeEveryMs = 200;
/** A transaction is received one or two ticks before it is applied. */
const applyEveryMs = 300;

type ModelNode = {
  readonly name: string;
  readonly uuid: string;
  sequence: number;
  up: boolean;
  frozen: boolean;
  readOnly: boolean;
  sourceEnabled: boolean;
  /** Committed, and so on disk. */
  committed: Set<string>;
  /** In the binary log, waiting for an acknowledgement: a restart commits them. */
  waiting: Set<string>;
  /** Received, not applied: a restart forgets them. */
  received: Set<string>;
  source: string | null;
  receiving: boolean;
  /** Ever received since the receiver's position was reset. */
  retrieved: Set<string>;
  heartbeats: number;
  /** An applier that stands still keeps what it received unapplied. */
  applying: boolean;
  /** super_read_only is off, read_only on: somebody works on it. */
  maintenance: boolean;
  freeDiskBytes: number | null;
};

export class ModelCluster {
  readonly nodes: ReadonlyMap<string, ModelNode>;
  readonly acknowledged = new Set<string>();
  /** What must never be; empty as long as all is well. */
  readonly violations: string[] = [];
  readonly decisions: Decision[] = [];
  readonly broken = new Set<string>();
  /** What the manager told, without the text. */
  readonly told: Pick<ManagerEvent, 'type' | 'node'>[] = [];
  /** Where the proxy sends writes, and where it should; it changes nothing while it does not answer. */
  proxyTo: string | null = null;
  proxyAnswers = true;
  private wanted: string | null = null;
  nowMs = 0;
  state: ManagerState;
  views: Map<string, NodeView>;
  /** Promotions that stop after this many of their steps, as if the manager or the node had died there. */
  crashAfter: number | null = null;
  readonly rules: Rules;

  constructor(rules: Rules = modelRules) {
    this.rules = rules;
    this.nodes = new Map(rules.nodes.map((name, index) => [name, newNode(name, index)]));
    this.state = initialState(0);
    this.views = new Map(rules.nodes.map((name) => [name, unseen(name)]));
  }

  run(ticks: number): void {
    for (let i = 0; i < ticks; i += 1) this.tick();
  }

  tick(): void {
    this.nowMs += tickMs;
    for (const node of this.nodes.values()) this.write(node);
    for (const node of this.nodes.values()) this.receive(node);
    for (const node of this.nodes.values()) this.apply(node);
    for (const name of this.rules.nodes) this.poll(name);
    const verdict = decide(this.state, this.views, this.rules, this.nowMs);
    this.state = verdict.state;
    this.emit(verdict.events);
    this.act(verdict.decision);
    const facts = { nowMs: this.nowMs, rules: this.rules, views: this.views, sinceMs: this.state.actedAtMs };
    const routing = desiredRouting(this.state, facts);
    this.route(routing ? routing.write : this.wanted);
  }

  private emit(events: readonly ManagerEvent[]): void {
    this.told.push(...events.map(({ type, node }) => (node === undefined ? { type } : { type, node })));
  }

  private route(to: string | null): void {
    this.wanted = to;
    if (!this.proxyAnswers) return;
    const changed = this.proxyTo !== to;
    this.proxyTo = to;
    if (to === null) return;
    const { state, events } = noteRouted(this.state, to, changed);
    this.state = state;
    this.emit(events);
  }

  get(name: string): ModelNode {
    const node = this.nodes.get(name);
    if (!node) throw new Error(`no node ${name}`);
    return node;
  }

  restart(name: string): void {
    const node = this.get(name);
    for (const gtid of node.waiting) node.committed.add(gtid);
    node.waiting.clear();
    node.received.clear();
    node.retrieved.clear();
    Object.assign(node, { up: true, frozen: false, readOnly: true, sourceEnabled: false, receiving: false });
    node.maintenance = false;
  }

  restartManager(): void {
    this.state = initialState(this.nowMs);
    this.views = new Map(this.rules.nodes.map((name) => [name, unseen(name)]));
  }

  reaches(a: string, b: string): boolean {
    const works = (name: string): boolean => name === 'manager' || !this.get(name).frozen;
    return !this.broken.has([a, b].sort().join('|')) && works(a) && works(b);
  }

  private write(node: ModelNode): void {
    if (this.nowMs % writeEveryMs !== 0) return;
    if (!node.up || node.frozen || node.readOnly || node.waiting.size > 3) return;
    node.sequence += 1;
    const gtid = `${node.uuid}:${node.sequence}`;
    if (node.sourceEnabled) node.waiting.add(gtid);
    else {
      node.committed.add(gtid);
      this.acknowledged.add(gtid);
    }
  }

  private receive(node: ModelNode): void {
    if (!node.up || !node.receiving || node.source === null) return;
    const source = this.get(node.source);
    if (!source.up || !this.reaches(node.name, source.name)) return;
    node.heartbeats += 1;
    for (const gtid of [...source.committed, ...source.waiting]) {
      // A server skips what carries its own server_id: what it lost of its own it never gets again.
      if (node.committed.has(gtid) || node.received.has(gtid) || gtid.startsWith(node.uuid)) continue;
      node.received.add(gtid);
      node.retrieved.add(gtid);
    }
    if (!source.sourceEnabled) return;
    for (const gtid of source.waiting) {
      source.waiting.delete(gtid);
      source.committed.add(gtid);
      this.acknowledged.add(gtid);
      const ruler = this.state.primary;
      if (ruler !== null && ruler !== source.name && !this.get(ruler).readOnly) {
        this.violations.push(`${source.name} acknowledged ${gtid} while ${ruler} was the open primary`);
      }
    }
  }

  private apply(node: ModelNode): void {
    if (!node.up || node.frozen || !node.applying || this.nowMs % applyEveryMs !== 0) return;
    for (const gtid of node.received) node.committed.add(gtid);
    node.received.clear();
  }

  private poll(name: string): void {
    const node = this.get(name);
    const base = { node: name, askedAtMs: this.nowMs, endedAtMs: this.nowMs };
    const poll: Poll = !this.reaches('manager', name)
      ? { ...base, result: { how: 'silent', text: 'silent' } }
      : node.up
        ? { ...base, result: { how: 'answered', state: this.stateOf(node) } }
        : { ...base, result: { how: 'refused', text: 'refused' } };
    this.views.set(name, withPoll(this.views.get(name) ?? unseen(name), poll));
  }

  private stateOf(node: ModelNode): ServerState {
    return {
      serverUuid: node.uuid,
      serverId: 1,
      readOnly: node.readOnly,
      superReadOnly: node.readOnly && !node.maintenance,
      gtidExecuted: gtidText(node.committed),
      source:
        node.source === null
          ? null
          : {
              host: node.source,
              receiver: !node.receiving ? 'off' : this.get(node.source).up ? 'on' : 'connecting',
              applier: node.applying ? 'on' : 'off',
              gtidReceived: gtidText(node.retrieved),
              heartbeats: node.heartbeats,
              receiverError: '',
              applierError: '',
            },
      semisync: {
        sourceEnabled: node.sourceEnabled,
        waiting: node.waiting.size,
        replicaActive: node.receiving,
      },
      freeDiskBytes: node.freeDiskBytes,
    };
  }

  private canAct(name: string): boolean {
    return this.get(name).up && this.reaches('manager', name);
  }

  private act(decision: Decision): void {
    if (decision.kind === 'wait') return;
    this.decisions.push(decision);
    if (decision.kind === 'repair') for (const repair of decision.repairs) this.repair(repair);
    if (decision.kind === 'install') {
      this.install(decision.from, decision.among);
      // Acting takes a while: what was asked before is out of date.
      this.state = { ...this.state, actedAtMs: this.nowMs + 1 };
    }
  }

  private install(from: string | null, among: readonly string[]): void {
    let steps = 0;
    const crashed = (): boolean => {
      steps += 1;
      return this.crashAfter !== null && steps > this.crashAfter;
    };
    this.route(null);
    if (from !== null && this.canAct(from)) this.fence(from);
    const stopped: Stopped[] = among
      .filter((name) => this.canAct(name))
      .map((name) => {
        this.get(name).receiving = false;
        return { node: name, state: this.stateOf(this.get(name)) };
      });
    if (crashed()) return;
    const election = elect(stopped, this.state, this.rules, { from });
    if ('refused' in election) return;
    this.state = sealTerm(this.state, election.floor);
    const elected = this.get(election.elected);
    this.checkElection(elected, stopped);
    for (const gtid of elected.received) elected.committed.add(gtid);
    elected.received.clear();
    elected.applying = true;
    elected.source = null;
    if (crashed()) return;
    elected.sourceEnabled = true;
    if (crashed()) return;
    const winner = { node: elected.name, state: this.stateOf(elected) };
    const others = stopped.filter((one) => one.node !== elected.name && mayFollow(one, winner, this.state));
    const term = beginTerm(
      this.state,
      elected.name,
      others.map((one) => one.node),
    );
    const completes = from === null ? null : ({ type: 'failover-completed' } as const);
    this.state = awaitRouting(term, elected.name, completes);
    if (crashed()) return;
    for (const other of others) this.follow(other.node, elected.name);
    if (crashed()) return;
    this.checkOpening(elected);
    Object.assign(elected, { readOnly: false, maintenance: false });
    this.route(elected.name);
    if (from !== null) this.state = { ...this.state, lastFailoverAtMs: this.nowMs };
  }

  private checkElection(elected: ModelNode, stopped: readonly Stopped[]): void {
    const has = new Set([...elected.committed, ...elected.received]);
    for (const { node } of stopped.filter((one) => !isKeptOut(one, this.state))) {
      const other = this.get(node);
      for (const gtid of [...other.committed, ...other.received]) {
        if (has.has(gtid) || contains(this.state.errant[node], gtid)) continue;
        this.violations.push(`${elected.name} was elected without ${gtid}, which ${node} has`);
      }
    }
  }

  private checkOpening(elected: ModelNode): void {
    for (const gtid of this.acknowledged) {
      if (!elected.committed.has(gtid)) this.violations.push(`${elected.name} was opened without ${gtid}`);
    }
    for (const other of this.nodes.values()) {
      if (other === elected || other.readOnly || !other.up || other.frozen) continue;
      const listeners = [...this.nodes.values()].filter((one) => one.receiving && one.source === other.name);
      if (listeners.length > 0) this.violations.push(`${elected.name} was opened beside ${other.name}`);
    }
  }

  private repair({ node, kind }: Repair): void {
    if (!this.canAct(node)) return;
    const own = this.get(node);
    const { primary } = this.state;
    if (own.maintenance && node !== primary)
      this.violations.push(`${kind} of ${node}, which somebody works on`);
    if (kind === 'make-read-only' || kind === 'demote') this.fence(node);
    if (kind === 'rejoin' && primary !== null) this.follow(node, primary);
    if (kind === 'resume' || kind === 'reattach') Object.assign(own, { receiving: true, applying: true });
    if (kind === 'keep-out') Object.assign(own, { source: null, receiving: false });
    if (kind === 'require-acknowledgement') own.sourceEnabled = true;
  }

  private fence(name: string): void {
    const node = this.get(name);
    for (const gtid of node.waiting) node.committed.add(gtid);
    node.waiting.clear();
    Object.assign(node, { readOnly: true, sourceEnabled: false, maintenance: false });
  }

  private follow(name: string, source: string): void {
    const node = this.get(name);
    node.received.clear();
    node.retrieved.clear();
    Object.assign(node, { readOnly: true, source, receiving: true, applying: true, maintenance: false });
  }
}

/** A cluster that db1 leads, with nothing decided yet. */
export function running(rules: Rules = modelRules): ModelCluster {
  const cluster = new ModelCluster(rules);
  cluster.run(40);
  if (cluster.state.primary !== 'db1')
    throw new Error(`Expected db1 to lead, found ${cluster.state.primary}.`);
  cluster.decisions.length = 0;
  cluster.told.length = 0;
  return cluster;
}

function newNode(name: string, index: number): ModelNode {
  return {
    name,
    uuid: `${index}`.repeat(8).concat('-0000-0000-0000-000000000000'),
    sequence: 0,
    up: true,
    frozen: false,
    readOnly: true,
    sourceEnabled: false,
    committed: new Set(),
    waiting: new Set(),
    received: new Set(),
    source: null,
    receiving: false,
    retrieved: new Set(),
    heartbeats: 0,
    applying: true,
    maintenance: false,
    freeDiskBytes: null,
  };
}

function gtidText(gtids: ReadonlySet<string>): string {
  return formatGtidSet(parseGtidSet([...gtids].join(',')));
}

function contains(set: string | undefined, gtid: string): boolean {
  const [uuid = '', number] = gtid.split(':');
  return (parseGtidSet(set ?? '').get(uuid) ?? []).some(
    ([first, last]) => Number(number) >= first && Number(number) <= last,
  );
}

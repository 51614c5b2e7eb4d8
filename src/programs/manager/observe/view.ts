import type { ServerState } from '../../mysql/server-state.ts';

/** How one poll of a node ended. `error`: the server answered, but with an error (too many connections...). */
export type PollResult = { readonly how: 'answered'; readonly state: ServerState } | PollFailure;

export type PollFailure =
  | { readonly how: 'refused'; readonly text: string }
  | { readonly how: 'silent'; readonly text: string }
  | { readonly how: 'error'; readonly text: string };

/** One poll of a node, on the manager's monotonic clock. */
export type Poll = {
  readonly node: string;
  readonly askedAtMs: number;
  readonly endedAtMs: number;
  readonly result: PollResult;
};

/** What the manager knows about one node: the sum of its polls. */
export type NodeView = {
  readonly name: string;
  /** When the newest poll that got any answer from the server was sent; null when none ever did. */
  readonly aliveAtMs: number | null;
  /** The newest state, also of a node that no longer answers. */
  readonly state: ServerState | null;
  readonly stateAskedAtMs: number;
  readonly stateAnsweredAtMs: number;
  /** When the receiver was last seen to have got something: a heartbeat, a transaction, a connection. */
  readonly receivedAtMs: number;
  /** Why the newest poll failed; null when it was answered. */
  readonly failure: PollFailure | null;
};

export function unseen(name: string): NodeView {
  return {
    name,
    aliveAtMs: null,
    state: null,
    stateAskedAtMs: Number.NEGATIVE_INFINITY,
    stateAnsweredAtMs: Number.NEGATIVE_INFINITY,
    receivedAtMs: Number.NEGATIVE_INFINITY,
    failure: null,
  };
}

/** The view after one more poll. Polls overlap: one that was sent before the newest answered one says nothing new. */
export function withPoll(view: NodeView, poll: Poll): NodeView {
  if (poll.askedAtMs < (view.aliveAtMs ?? Number.NEGATIVE_INFINITY)) return view;
  const { result } = poll;
  if (result.how === 'refused' || result.how === 'silent') return { ...view, failure: result };
  if (result.how === 'error') return { ...view, aliveAtMs: poll.askedAtMs, failure: result };
  return {
    ...view,
    aliveAtMs: poll.askedAtMs,
    state: result.state,
    stateAskedAtMs: poll.askedAtMs,
    stateAnsweredAtMs: poll.endedAtMs,
    receivedAtMs: hasReceived(view.state, result.state) ? poll.askedAtMs : view.receivedAtMs,
    failure: null,
  };
}

/** Whether the receiver got anything between two states of its node. The first state counts as a sign of life. */
function hasReceived(before: ServerState | null, now: ServerState): boolean {
  const a = before?.source;
  const b = now.source;
  if (!b) return false;
  if (!a || a.host !== b.host) return true;
  if (b.receiver !== 'on') return false;
  return a.receiver !== 'on' || a.heartbeats !== b.heartbeats || a.gtidReceived !== b.gtidReceived;
}

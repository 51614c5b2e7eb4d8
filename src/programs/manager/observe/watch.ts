import type { Account, ServerAddress } from '../../mysql/session.ts';
import { startPoller } from './poller.ts';
import { type NodeView, unseen, withPoll } from './view.ts';

export type Watch = {
  /** What is known about each node, kept up to date. */
  readonly views: ReadonlyMap<string, NodeView>;
  stop(): void;
};

export type WatchOptions = {
  readonly nodes: readonly ServerAddress[];
  readonly account: Account;
  readonly everyMs: number;
  readonly deadlineMs: number;
};

/** Watches all nodes, each independently of the others. */
export function watchNodes({ nodes, ...options }: WatchOptions): Watch {
  const views = new Map(nodes.map((node) => [node.name, unseen(node.name)]));
  const pollers = nodes.map((node) =>
    startPoller({
      ...options,
      node,
      onPoll: (poll) => views.set(poll.node, withPoll(views.get(poll.node) ?? unseen(poll.node), poll)),
    }),
  );
  return {
    views,
    stop: () => {
      for (const poller of pollers) poller.stop();
    },
  };
}

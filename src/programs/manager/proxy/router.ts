import { messageOf } from '../../../errors.ts';
import { runtimeApi } from './haproxy.ts';
import { enabling, parseServersState, type Routing, routingCommands, showServersState } from './routing.ts';

/** The one writer of HAProxy's state. */
export type Router = {
  /** Whether there is a proxy that can be told whom to send clients to, and so to cut them off. */
  readonly hasProxy: boolean;
  /** Changes what is wanted; it is brought about soon, and again whenever HAProxy differs. */
  want(routing: Routing): void;
  /** Changes what is wanted and brings it about now; rejects when HAProxy cannot be reached. */
  apply(routing: Routing): Promise<void>;
  status(): { readonly wanted: Routing | undefined; readonly problem: string | null };
  stop(): void;
};

export type RouterOptions = {
  readonly at: { readonly host: string; readonly port: number };
  readonly everyMs: number;
  /** HAProxy was seen to send writes to this node; `changed` when it did not before. */
  readonly onRouted: (node: string, changed: boolean) => void;
};

/**
 * Compares HAProxy with what is wanted every `everyMs`, so that a restarted proxy is routed again. Touches nothing
 * before something is wanted: a manager that starts must not cut off a cluster that runs.
 */
export function startRouter({ at, everyMs, onRouted }: RouterOptions): Router {
  let wanted: Routing | undefined;
  let problem: string | null = null;
  let pushing: Promise<void> = Promise.resolve();
  const push = (): Promise<void> => {
    pushing = pushing
      .catch(() => undefined)
      .then(async () => {
        try {
          const goal = wanted;
          const changed = goal ? await bringAbout(at, goal) : [];
          problem = null;
          if (goal?.write) onRouted(goal.write, changed.includes(enabling('write', goal.write)));
        } catch (error) {
          problem = messageOf(error);
          throw error;
        }
      });
    return pushing;
  };
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    push()
      .catch(() => undefined)
      .finally(() => {
        busy = false;
      });
  }, everyMs);
  return {
    hasProxy: true,
    want: (routing) => {
      wanted = routing;
    },
    apply: (routing) => {
      wanted = routing;
      return push();
    },
    status: () => ({ wanted, problem }),
    stop: () => clearInterval(timer),
  };
}

/** Where no proxy is told anything: what leads clients finds the primary by itself, and nobody is cut off. */
export function withoutProxy(onRouted: RouterOptions['onRouted']): Router {
  let wanted: Routing | undefined;
  const want = (routing: Routing): void => {
    wanted = routing;
    if (routing.write !== null) onRouted(routing.write, false);
  };
  return {
    hasProxy: false,
    want,
    apply: async (routing) => want(routing),
    status: () => ({ wanted, problem: null }),
    stop: () => undefined,
  };
}

/**
 * Brings HAProxy to where it is wanted; resolves with the commands that it took.
 *
 * @throws Error when it cannot be reached, or says yes and is not there afterwards
 */
async function bringAbout(at: RouterOptions['at'], goal: Routing): Promise<readonly string[]> {
  const missing = async (): Promise<string[]> =>
    routingCommands(parseServersState(await runtimeApi(at, [showServersState])), goal);
  const commands = await missing();
  if (commands.length === 0) return commands;
  const answer = await runtimeApi(at, commands);
  const left = await missing();
  if (left.length > 0) throw new Error(`HAProxy did not take "${left[0]}": ${answer.trim() || 'no word'}`);
  return commands;
}

import { messageOf } from '../../errors.ts';
import { runtimeApi } from './haproxy.ts';
import { parseServersState, type Routing, routingCommands, showServersState } from './routing.ts';

/** The one writer of HAProxy's state. */
export type Router = {
  /** Changes what is wanted; it is brought about soon, and again whenever HAProxy differs. */
  want(routing: Routing): void;
  /** Changes what is wanted and brings it about now; rejects when HAProxy cannot be reached. */
  apply(routing: Routing): Promise<void>;
  status(): { readonly wanted: Routing | undefined; readonly problem: string | null };
  stop(): void;
};

/**
 * Compares HAProxy with what is wanted every `everyMs`, so that a restarted proxy is routed again. Touches nothing
 * before something is wanted: a manager that starts must not cut off a cluster that runs.
 */
export function startRouter(at: { readonly host: string; readonly port: number }, everyMs: number): Router {
  let wanted: Routing | undefined;
  let problem: string | null = null;
  let pushing: Promise<void> = Promise.resolve();
  const push = (): Promise<void> => {
    pushing = pushing
      .catch(() => undefined)
      .then(async () => {
        try {
          const current = parseServersState(await runtimeApi(at, [showServersState]));
          const commands = wanted ? routingCommands(current, wanted) : [];
          if (commands.length > 0) await runtimeApi(at, commands);
          problem = null;
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

import { z } from 'zod';
import type { Session } from '../../engine/session.ts';
import type { Account, Engine } from '../../engine/types.ts';
import type { Json } from '../../history/beside.ts';
import { pause, within } from '../../wait.ts';
import { chooseHost, type Host } from '../hosts.ts';
import { acknowledged, type Ending, notSent } from '../outcome.ts';
import { Client } from './client.ts';
import type { NewOperation } from './types.ts';

export type ProcessOptions = {
  readonly hosts: readonly [Host, ...Host[]];
  readonly engine: Pick<Engine, 'session' | 'outcomeOf'>;
  readonly account: Account;
  /** No operation takes longer, its connecting included: then its connection is cut, and its outcome may be unknown. */
  readonly deadlineMs: number;
  readonly apply: (operation: NewOperation, client: Client) => Promise<Json>;
  /** What is not acknowledged is sent again so many ms later, until the deadline; undefined where it is sent once. */
  readonly retryAfterMs?: number | undefined;
};

/** The result of an operation that may be sent more than once: how often it was, and how often nobody knew what came of it. */
export const retriedResult = z.object({ attempts: z.number(), unknown: z.number(), answer: z.json() });

/** How an operation ended, and with which result. */
export type Applied = Ending & { readonly result: Json };

/** One connection of the client's, which does one operation at a time, and is opened anew after it broke. */
export type Process = {
  /** Never rejects for what a server or a network did; rejects with an error of the workload's own code. */
  apply(operation: NewOperation): Promise<Applied>;
  close(): void;
};

type Open = { readonly session: Session; readonly client: Client; readonly at: Host };

export function startProcess(options: ProcessOptions): Process {
  const choice = chooseHost(options.hosts);
  let open: Open | undefined;

  const connected = async (): Promise<Open> => {
    if (open && open.at === choice.current()) return open;
    close();
    const at = choice.current();
    try {
      const session = await options.engine.session(at, options.account, options.deadlineMs);
      open = { session, client: new Client(session, options.engine.outcomeOf), at };
      return open;
    } catch (error) {
      choice.failed(at);
      throw error;
    }
  };
  const close = (): void => {
    open?.session.destroy();
    open = undefined;
  };
  const attempt = async (operation: NewOperation, { session, client, at }: Open, forMs: number) => {
    const late = `no answer within ${options.deadlineMs} ms`;
    try {
      const applying = options.apply(operation, client);
      const result = await within(applying, forMs, late, () => session.destroy());
      await client.reset(false);
      return { ...acknowledged, result };
    } catch (error) {
      if (isOfCode(error)) throw error;
      const ending = client.endingBy(error);
      if (ending.asksElsewhere) {
        choice.failed(at);
        close();
      } else {
        await within(client.reset(true), options.deadlineMs, late).catch(close);
      }
      return { ...ending, result: null };
    }
  };
  const once = async (operation: NewOperation, fromMs: number): Promise<Applied> => {
    try {
      const opened = await connected();
      const leftMs = Math.max(options.deadlineMs - (performance.now() - fromMs), 1);
      return await attempt(operation, opened, leftMs);
    } catch (error) {
      if (isOfCode(error)) throw error;
      return { ...notSent(error), result: null };
    }
  };
  return {
    apply: async (operation) => {
      const fromMs = performance.now();
      if (options.retryAfterMs === undefined) return once(operation, fromMs);
      const untilMs = fromMs + options.deadlineMs - options.retryAfterMs;
      return retried(() => once(operation, fromMs), options.retryAfterMs, untilMs);
    },
    close,
  };
}

/** A process that does what `isSecond` says on another connection: one operation at a time over both. */
export function processOfTwo(
  first: Process,
  second: Process,
  isSecond: (operation: NewOperation) => boolean,
): Process {
  return {
    apply: (operation) => (isSecond(operation) ? second : first).apply(operation),
    close: () => {
      first.close();
      second.close();
    },
  };
}

/** Attempts until one is acknowledged, or until `untilMs` of `performance.now`. */
async function retried(
  attempt: () => Promise<Applied>,
  retryAfterMs: number,
  untilMs: number,
): Promise<Applied> {
  let unknown = 0;
  for (let attempts = 1; ; attempts += 1) {
    const applied = await attempt();
    if (applied.outcome === 'ok')
      return { ...applied, result: { attempts, unknown, answer: applied.result } };
    if (applied.outcome === 'info') unknown += 1;
    // What nobody knows of an earlier attempt, the failure of the last does not tell.
    if (performance.now() >= untilMs) return { ...applied, outcome: unknown > 0 ? 'info' : 'fail' };
    await pause(retryAfterMs);
  }
}

/** Whether the workload's own code is wrong: not a server, nor a network. */
function isOfCode(error: unknown): boolean {
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
}

import type { ManagerEvent } from '../words.ts';
import type { ManagerState } from './state.ts';

/** What to do next. `install` makes one of `among` the primary, after all of them stopped receiving. */
export type Decision =
  | { readonly kind: 'wait' }
  | {
      readonly kind: 'install';
      /** Why: form a cluster, open a restarted primary again, or replace a failed one. */
      readonly why: 'form' | 'reopen' | 'dead' | 'cut-off';
      /** The failed primary, which is fenced first; null when there is none. */
      readonly from: string | null;
      readonly among: readonly string[];
      readonly reason: string;
    }
  | {
      readonly kind: 'switchover';
      readonly from: string;
      readonly to: string;
      readonly reason: string;
      /** The primary cannot stay: if its commits hang, it is fenced like a failed one. */
      readonly urgent: boolean;
    }
  | { readonly kind: 'repair'; readonly repairs: readonly Repair[] };

/** Bringing one node in line, while the cluster works. */
export type Repair = {
  readonly node: string;
  readonly kind:
    | 'make-read-only'
    | 'demote'
    | 'rejoin'
    | 'resume'
    | 'reattach'
    | 'keep-out'
    | 'require-acknowledgement';
  /** Why the node is in need of it, in the words of the server, where it has any. */
  readonly because?: string;
};

export type Verdict = {
  readonly state: ManagerState;
  readonly events: readonly ManagerEvent[];
  readonly decision: Decision;
};

export const wait: Decision = { kind: 'wait' };

import type { Account } from '../../mysql/session.ts';
import type { Facts } from '../decide/facts.ts';
import type { Rules } from '../decide/rules.ts';
import type { ManagerState } from '../decide/state.ts';
import type { Router } from '../proxy/router.ts';
import type { ManagerEvent } from '../words.ts';
import type { ActingNode } from './acting-node.ts';

/** What the acting parts of the manager work with. */
export type ActContext = {
  readonly rules: Rules;
  readonly router: Router;
  readonly replication: Account;
  readonly heartbeatMs: number;
  emit(event: ManagerEvent): void;
  /** The same, for an event that would be told again and again: once a node and text. */
  emitOnce(event: ManagerEvent): void;
  node(name: string): ActingNode;
  /** What is seen now. */
  facts(): Facts;
  state(): ManagerState;
  update(change: (state: ManagerState) => ManagerState): void;
};

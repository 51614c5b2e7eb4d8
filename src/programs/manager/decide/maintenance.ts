import type { ServerState } from '../../mysql/server-state.ts';

/**
 * Whether the manager keeps its hands off a node: it is read_only without super_read_only. No server starts so, and the
 * manager leaves none so: an administrator works on it. Who stops its replication on purpose, or copies it anew, begins
 * with `SET GLOBAL super_read_only = OFF` and ends with `= ON`, or with a restart. CLONE INSTANCE is refused without
 * (ER_OPTION_PREVENTS_STATEMENT), so that a node shows it for as long as its data is being replaced, when it has no
 * source either, and its GTIDs are nobody's.
 */
export function isInMaintenance(state: ServerState): boolean {
  return state.readOnly && !state.superReadOnly;
}

/** The same in words. */
export const maintenance = 'in maintenance (read_only without super_read_only)';

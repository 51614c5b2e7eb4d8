import { unfitPrimary, unfitReplica } from './mysql/health.ts';
import { inspect } from './mysql/inspect.ts';
import { reclone } from './mysql/reclone.ts';
import type { Replication } from './types.ts';

/** MySQL's asynchronous replication: GTID auto-position, and nobody waits for a replica. */
export const asynchronous: Replication = {
  kind: 'async',
  traits: ['one-writer', 'copies', 'channel'],
  inspect,
  unhealthyBecause: (state, role) => {
    if (role === 'replica') return unfitReplica(state);
    const waits = state.semisync?.sourceEnabled ? ['waits for acknowledgements, expected not to'] : [];
    return [...unfitPrimary(state), ...waits];
  },
  reclone,
};

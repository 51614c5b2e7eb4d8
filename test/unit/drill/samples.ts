import type { Observation } from '../../../src/engine/observation.ts';
import type { Sample } from '../../../src/history/schema.ts';
import { stateOf, writable } from '../../support/parts.ts';

/** A sample of a node at an instant (ms); null for a node that did not answer. */
export function sampleIn(node: string, state: Observation | null, askedAtMs = 0): Sample {
  return { node, askedAtMs, answeredAtMs: askedAtMs + 1, state, error: state ? null : 'ECONNREFUSED' };
}

/** A writable node that replicates from nobody. */
export function primaryState(executed: string): Observation {
  return stateOf(1, { ...writable, executed, source: null, semisync: null });
}

/** A read-only node, with a channel that receives and applies, or without one where `received` is null. */
export function replicaState(
  gtids: { executed: string; received: string | null },
  host = 'db1',
): Observation {
  return {
    ...primaryState(gtids.executed),
    acceptsWrites: false,
    source:
      gtids.received === null
        ? null
        : {
            host,
            receiver: 'on',
            applier: 'on',
            received: gtids.received,
            heartbeats: 1,
            receiverError: '',
            applierError: '',
            logsPurged: false,
          },
  };
}

import type { NodeState } from '../../../src/engine/mysql/node-state.ts';
import type { Sample } from '../../../src/history/schema.ts';
import { stateOf, writable } from '../../support/parts.ts';

/** A sample of a node at an instant (ms); null for a node that did not answer. */
export function sampleIn(node: string, state: NodeState | null, askedAtMs = 0): Sample {
  return { node, askedAtMs, answeredAtMs: askedAtMs + 1, state, error: state ? null : 'ECONNREFUSED' };
}

/** A writable node that replicates from nobody. */
export function primaryState(gtidExecuted: string): NodeState {
  return stateOf(1, { ...writable, gtidExecuted, source: null, semisync: null });
}

/** A read-only node, with a channel that receives and applies, or without one where `received` is null. */
export function replicaState(gtids: { executed: string; received: string | null }, host = 'db1'): NodeState {
  return {
    ...primaryState(gtids.executed),
    readOnly: true,
    superReadOnly: true,
    source:
      gtids.received === null
        ? null
        : {
            host,
            receiver: 'on',
            applier: 'on',
            gtidReceived: gtids.received,
            heartbeats: 1,
            receiverError: '',
            applierError: '',
          },
  };
}

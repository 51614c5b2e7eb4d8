import type { Looks } from '../judge/measure/redundancy/looks.ts';
import type { Scenario } from '../scenario/schema.ts';
import { type NodeToCopy, nodeToCopy } from './node-to-copy.ts';

/** After a try to copy a node anew, the next one waits this long (ms). */
export const restMs = 5000;

export type CopierContext = {
  readonly reclone: Scenario['recovery']['reclone'];
  /** Whether writes wait for a replica. */
  readonly acknowledged: boolean;
  nowMs(): number;
  /** Copies a node anew; tells of a failure, and resolves all the same. */
  copy(next: NodeToCopy): Promise<void>;
};

/**
 * An operator who copies nodes anew as the scenario says (`recovery.reclone`), one each time this is called with what was
 * seen since the last change. Resolves with whether one was copied, or at least tried: a copy that fails is tried again
 * as long as its node needs it.
 */
export function copier(context: CopierContext): (looks: Looks) => Promise<boolean> {
  const { reclone, acknowledged } = context;
  const tried = new Map<string, number>();
  return async (looks) => {
    if (reclone === 'never') return false;
    const nowMs = context.nowMs();
    const resting = [...tried].filter(([, atMs]) => nowMs - atMs < restMs).map(([node]) => node);
    const next = nodeToCopy(looks, reclone, acknowledged, new Set(resting));
    if (!next) return false;
    await context.copy(next);
    tried.set(next.node, context.nowMs());
    return true;
  };
}

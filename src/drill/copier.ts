import type { Looks } from '../measure/redundancy/looks.ts';
import type { ClusterDrill } from './drill.ts';
import { nodeToCopy } from './node-to-copy.ts';
import { recloneNode } from './reclone-node.ts';

/** After a try to copy a node anew, the next one waits this long (ms). */
const restMs = 5000;

/**
 * An operator who copies nodes anew as the scenario says (`recovery.reclone`), one each time this is called with what was
 * seen since the last change. Resolves with whether one was copied, or at least tried: a copy that fails is tried again
 * as long as its node needs it, and each try is told.
 */
export function copier(drill: ClusterDrill): (looks: Looks) => Promise<boolean> {
  const { reclone } = drill.plan.scenario.recovery;
  const acknowledged = drill.replication.traits.includes('acknowledgement');
  const triedAtMs = new Map<string, number>();
  return async (looks) => {
    if (reclone === 'never') return false;
    const nowMs = drill.clock.nowMs();
    const resting = [...triedAtMs].filter(([, atMs]) => nowMs - atMs < restMs).map(([node]) => node);
    const next = nodeToCopy(looks, reclone, acknowledged, new Set(resting));
    if (!next) return false;
    await recloneNode(drill, next);
    triedAtMs.set(next.node, drill.clock.nowMs());
    return true;
  };
}

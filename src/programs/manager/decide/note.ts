import { countGtids, parseGtidSet } from '../../../formats/gtid.ts';
import type { ManagerEvent } from '../words.ts';
import { maintenance } from './maintenance.ts';
import type { ManagerState } from './state.ts';

/** What the manager remembers after noting something, and what it tells. */
export type Noted = { readonly state: ManagerState; readonly events: readonly ManagerEvent[] };

/** Remembers the transactions of `node` that the primary lacks ('' for none), and tells of new ones. */
export function noteErrant(before: Noted, node: string, gtids: string): Noted {
  return note(before, 'errant', node, gtids, {
    type: 'errant-transactions',
    text: `${node} has transactions that ${before.state.primary} lacks: ${gtids}`,
  });
}

/** Remembers the transactions that `node` lost and can never fetch ('' for none), and tells of new ones. */
export function noteLostTail(before: Noted, node: string, gtids: string): Noted {
  const count = countGtids(parseGtidSet(gtids));
  const { primary } = before.state;
  return note(before, 'lostTails', node, gtids, {
    type: 'lost-own-tail',
    text: `${node} lost ${count} of its own transactions that ${primary} has, and can never fetch them, as a replica skips what carries its own server_id; it must be copied anew: ${gtids}`,
  });
}

/** Remembers whether the manager keeps its hands off `node`, and tells when it begins to. */
export function noteMaintenance(before: Noted, node: string, handsOff: boolean): Noted {
  const { inMaintenance } = before.state;
  if (handsOff === inMaintenance.includes(node)) return before;
  const others = inMaintenance.filter((one) => one !== node);
  const state = { ...before.state, inMaintenance: handsOff ? [...others, node] : others };
  if (!handsOff) return { ...before, state };
  const text = `${node} is ${maintenance}: it is left alone until that is over`;
  return { state, events: [...before.events, { type: 'left-alone', node, text }] };
}

function note(
  before: Noted,
  what: 'errant' | 'lostTails',
  node: string,
  gtids: string,
  event: Pick<ManagerEvent, 'type' | 'text'>,
): Noted {
  const { [node]: known = '', ...others } = before.state[what];
  if (gtids === known) return before;
  const state = { ...before.state, [what]: gtids === '' ? others : { ...others, [node]: gtids } };
  if (gtids === '') return { ...before, state };
  return { state, events: [...before.events, { ...event, node, data: { gtids } }] };
}

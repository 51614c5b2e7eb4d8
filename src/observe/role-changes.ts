import { lacksMajority } from '../engine/observation.ts';
import type { ReplicationKind } from '../engine/replication/kinds.ts';
import { standsBy } from '../engine/standby.ts';
import type { DrillEvent, Sample } from '../history/schema.ts';

/** The first sample that shows something, and when the one before was asked (ms); null for the first of all. */
type Seen = { readonly atMs: number; readonly notBeforeMs: number | null };

/**
 * Tells from the samples of all nodes when another node took over, for a cluster without a failover manager that would
 * tell it. Returns what is to be called with every sample.
 *
 * An event is stamped with the answer of the first sample that shows it: what it tells happened after the node's sample
 * before that one was asked (`data.notBeforeMs`), so it may be late by one sample period and one answer. Another node has
 * taken over once it alone says that it accepts writes: a former primary that comes back says so too, until it hears that
 * it was expelled. Nodes that may all accept writes have nobody to take over from: of those it is told whom others leave out.
 */
export function roleChanges(
  onEvent: (event: DrillEvent) => void,
  kind: Pick<ReplicationKind, 'traits'>,
): (sample: Sample) => void {
  const answered = new Map<string, Sample>();
  /** The nodes that said last that they accept writes, and since when. */
  const writable = new Map<string, Seen>();
  /** Nodes that led before, and have not shown since that they accept no writes: nobody promotes them. */
  const former = new Set<string>();
  let leader: string | undefined;
  /** The member that was first seen to miss the leader. */
  let witness: string | undefined;
  /** Members of a group in which all accept writes that others have left out. */
  const leftOut = new Set<string>();

  const seenIn = ({ node, answeredAtMs }: Sample): Seen => ({
    atMs: answeredAtMs,
    notBeforeMs: answered.get(node)?.askedAtMs ?? null,
  });
  const emit = (
    type: 'promoted' | 'failure-detected',
    node: string,
    text: string,
    { atMs, notBeforeMs }: Seen,
  ): void => onEvent({ atMs, source: 'harness', type, node, text, data: { notBeforeMs } });
  const note = (sample: Sample): void => {
    const { node, state } = sample;
    const onlyOne = state?.group?.singlePrimary ?? true;
    if ((state && !state.acceptsWrites) || standsBy(kind, sample)) former.delete(node);
    if (!state || !onlyOne || !state.acceptsWrites) writable.delete(node);
    else if (!writable.has(node)) {
      writable.set(node, seenIn(sample));
    }
  };
  const lookForLeader = (): void => {
    const [only, another] = writable;
    if (!only || another || only[0] === leader) return;
    const [node, seen] = only;
    // Two accept writes, and the one that took over is silent for a moment.
    if (former.has(node)) return;
    if (leader !== undefined) {
      former.add(leader);
      emit('promoted', node, `${node} is seen to accept writes`, seen);
    }
    leader = node;
    witness = undefined;
  };
  const lookForLeftOut = (sample: Sample): void => {
    if (sample.state?.group?.state !== 'ONLINE' || lacksMajority(sample.state)) return;
    const now = reachedBy(sample);
    for (const member of now) leftOut.delete(member);
    for (const member of reachedBy(answered.get(sample.node))) {
      if (now.includes(member) || leftOut.has(member)) continue;
      leftOut.add(member);
      const text = `${sample.node} and most of its group no longer reach ${member}`;
      emit('failure-detected', member, text, seenIn(sample));
    }
  };

  return (sample) => {
    const { node, state } = sample;
    note(sample);
    lookForLeader();
    if (!state) return;
    if (state.group?.singlePrimary === false) lookForLeftOut(sample);
    if (leader !== undefined && node !== leader && state.group?.state === 'ONLINE' && !lacksMajority(state)) {
      const misses = !state.group.members.some((one) => one.host === leader && one.state !== 'UNREACHABLE');
      if (misses && witness === undefined) {
        witness = node;
        const text = `${node} and most of its group no longer reach ${leader}`;
        emit('failure-detected', leader, text, seenIn(sample));
      }
      if (!misses && witness === node) witness = undefined;
    }
    answered.set(node, sample);
  };
}

/** The members that a node reaches, by its view of its group. */
function reachedBy(sample: Sample | undefined): string[] {
  const members = sample?.state?.group?.members ?? [];
  return members.filter(({ state }) => state !== 'UNREACHABLE').map(({ host }) => host);
}

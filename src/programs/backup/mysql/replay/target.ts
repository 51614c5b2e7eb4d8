import { type ChainFile, type Link, linkOf, originsNotIn, setOf } from '../../../../formats/binlog/chain.ts';
import { losesTransactions } from '../../../../formats/binlog/damage.ts';
import { formatUs } from '../../../../formats/binlog/find.ts';
import { GtidCollector } from '../../../../formats/binlog/gtid-collector.ts';
import { formatGtid, type Transaction } from '../../../../formats/binlog/transactions.ts';
import {
  containsGtidSet,
  emptyGtidSet,
  formatGtidSet,
  type GtidSet,
  intersectGtidSets,
  isEmptyGtidSet,
  parseGtidSet,
  subtractGtidSets,
  uniteGtidSets,
} from '../../../../formats/gtid.ts';
import type { ReadFile, ReplayGoal } from '../../common/restore/goal.ts';
import { neededOf } from './needed.ts';
import type { ReplayRefusal, ReplayRequest } from './types.ts';

/** What a server is to have after the replay, and which files can serve. */
export type Target = {
  readonly kind: 'target';
  readonly gtids: GtidSet;
  readonly links: readonly Link[];
  /** The base, and what is committed empty. */
  readonly base: GtidSet;
  readonly skip: string | null;
  readonly notes: readonly string[];
};

/**
 * What the server is to have after the replay.
 *
 * The history that counts is the one of the last file's server: what it had executed before that file, and the file. What
 * an old primary has beyond it was never part of the life after the failover (it may even contradict it), and is left out.
 */
export async function targetOf(
  { files, base, goal }: ReplayRequest,
  read: ReadFile,
): Promise<Target | ReplayRefusal> {
  const links = files.map(linkOf).filter((link) => link !== undefined);
  const last = links.at(-1);
  if (!last)
    return damagedEnd(files) ?? refusal('no-files', emptyGtidSet, 'There is no binary log file to replay.');
  const logged = uniteGtidSets(last.before, last.gtids);
  const unknown = last.exact
    ? emptyGtidSet
    : originsNotIn(uniteGtidSets(...links.map(({ gtids }) => gtids)), logged);
  const history = last.exact ? logged : uniteGtidSets(logged, originsNotIn(base, logged));
  if (!isEmptyGtidSet(unknown)) {
    const text = `${last.file.file} does not tell whether its server had ${formatGtidSet(unknown)}: give its gtid_purged.`;
    return refusal('unknown-history', unknown, text);
  }
  const whole: Target = { kind: 'target', gtids: history, links, base, skip: null, notes: [] };
  switch (goal.kind) {
    case 'latest':
      return damagedEnd(files) ?? whole;
    case 'except':
      return absent(goal.gtid, whole) ?? damagedEnd(files) ?? without(goal.gtid, whole);
    case 'before-gtid':
      return absent(goal.gtid, whole) ?? (await before(parseGtidSet(goal.gtid), whole, read));
    case 'before-time':
      return beforeTime(goal.us, whole, files, read);
  }
}

function without(gtid: string, whole: Target): Target {
  return { ...whole, base: uniteGtidSets(whole.base, parseGtidSet(gtid)), skip: gtid };
}

/** Why a transaction is no goal: it must be in a file, in the history, and not in the base. */
function absent(gtid: string, { gtids: history, links, base }: Target): ReplayRefusal | undefined {
  const wanted = parseGtidSet(gtid);
  if (containsGtidSet(base, wanted)) {
    return refusal('base-too-new', wanted, `The base has ${gtid} already: it takes one from before that.`);
  }
  const holder = links.findLast(({ gtids }) => containsGtidSet(gtids, wanted));
  if (!holder) return refusal('not-in-chain', wanted, `${gtid} is in none of the ${links.length} files.`);
  if (containsGtidSet(history, wanted)) return undefined;
  const text = `${gtid} is in ${holder.file.file}, but ${links.at(-1)?.file.file} is of a server that never had it.`;
  return refusal('not-in-chain', wanted, text);
}

/** The last file with a transaction, or one behind it, may have lost some: then nobody knows what the latest is. */
function damagedEnd(files: readonly ChainFile[]): ReplayRefusal | undefined {
  const last = files.findLastIndex(({ previousGtids }) => previousGtids !== null);
  for (const { file, damage } of files.slice(Math.max(last, 0))) {
    if (!losesTransactions(damage)) continue;
    const text = `${file} is damaged at offset ${damage.offset}: ${damage.text}. What came behind it is not known.`;
    return refusal('damaged', emptyGtidSet, text);
  }
  return undefined;
}

/**
 * Everything before a transaction, in the order of the last file that has it: what the server had executed before that file,
 * and what stands before the transaction in it. Later files hold only what came after.
 */
async function before(gtid: GtidSet, whole: Target, read: ReadFile): Promise<Target> {
  const index = whole.links.findLastIndex(({ gtids }) => containsGtidSet(gtids, gtid));
  const holder = whole.links[index];
  if (!holder) return whole;
  const earlier = new GtidCollector();
  for await (const { gtid: one } of transactionsOf(holder, read)) {
    if (containsGtidSet(setOf(one), gtid)) break;
    earlier.add(one);
  }
  const gtids = intersectGtidSets(uniteGtidSets(holder.before, earlier.set), whole.gtids);
  return { ...whole, gtids, links: whole.links.slice(0, index + 1) };
}

/**
 * Everything before the first transaction, in the order of the files, that was committed first at or after a time. Behind
 * it everything is left out, also where the clock of a new primary was slow: only what stood before a transaction in
 * the log is a state that the database was in.
 */
async function beforeTime(
  us: number,
  whole: Target,
  files: readonly ChainFile[],
  read: ReadFile,
): Promise<Target | ReplayRefusal> {
  const given = neededOf(whole.links, whole.gtids, emptyGtidSet);
  for (const [index, link] of whole.links.entries()) {
    if ((link.file.latestCommitUs ?? Number.NEGATIVE_INFINITY) < us) continue;
    const found = await firstAtOrAfter(us, link, given[index] ?? emptyGtidSet, read);
    if (!found) continue;
    const gtid = formatGtid(found.gtid);
    const when = `${gtid}, committed ${formatUs(found.committedUs)}`;
    if (containsGtidSet(whole.base, setOf(found.gtid))) {
      const text = `The base has ${when}, which is not before ${formatUs(us)}: it takes an older one.`;
      return refusal('base-too-new', setOf(found.gtid), text);
    }
    const target = await before(setOf(found.gtid), whole, read);
    return { ...target, notes: [`The first transaction that is left out is ${when}.`] };
  }
  const note = `No file has a transaction at or after ${formatUs(us)}: this replays all there is.`;
  return damagedEnd(files) ?? { ...whole, notes: [note] };
}

async function firstAtOrAfter(
  us: number,
  link: Link,
  given: GtidSet,
  read: ReadFile,
): Promise<WithGtid | undefined> {
  for await (const one of transactionsOf(link, read)) {
    if (one.committedUs >= us && containsGtidSet(given, setOf(one.gtid))) return one;
  }
  return undefined;
}

type WithGtid = Transaction & { readonly gtid: NonNullable<Transaction['gtid']> };

/** The complete transactions of a file. */
export async function* transactionsOf({ file }: Link, read: ReadFile): AsyncGenerator<WithGtid, void> {
  for await (const one of read(file.file)) {
    if (one.kind === 'transaction' && one.complete && one.gtid) yield { ...one, gtid: one.gtid };
  }
}

/** Why a base does not lead to a target: it has what the target has not. */
export function unfitBase({ gtids, base }: Target, goal: ReplayGoal): ReplayRefusal | undefined {
  const surplus = subtractGtidSets(base, gtids);
  if (isEmptyGtidSet(surplus)) return undefined;
  const named = formatGtidSet(surplus);
  if (goal.kind === 'before-gtid' || goal.kind === 'before-time') {
    return refusal(
      'base-too-new',
      surplus,
      `The base has ${named}, which the goal leaves out: it takes an older one.`,
    );
  }
  // A backup that was taken after the end of the archive: nothing is missing, and nothing contradicts it.
  if (containsGtidSet(base, gtids)) return undefined;
  return refusal('diverged', surplus, `The base has ${named}, which the server of the last file never had.`);
}

export function refusal(reason: ReplayRefusal['reason'], gtids: GtidSet, text: string): ReplayRefusal {
  return { kind: 'refusal', reason, gtids: formatGtidSet(gtids), text };
}

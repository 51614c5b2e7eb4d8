import { type Link, setOf } from '../../../../formats/binlog/chain.ts';
import { GtidCollector } from '../../../../formats/binlog/gtid-collector.ts';
import {
  containsGtidSet,
  countGtids,
  emptyGtidSet,
  formatGtidSet,
  type GtidSet,
  intersectGtidSets,
  isEmptyGtidSet,
  subtractGtidSets,
  uniteGtidSets,
} from '../../../../formats/gtid.ts';
import type { ReadFile } from '../../common/restore/goal.ts';
import { neededOf } from './needed.ts';
import { refusal, type Target, targetOf, transactionsOf, unfitBase } from './target.ts';
import type { ReplayFile, ReplayPlan, ReplayRefusal, ReplayRequest } from './types.ts';

/**
 * Which files to replay, and how much of each, so that a server with `base` has exactly what the goal says; or why that is not
 * possible. It acts on nothing: it knows summaries, and asks `read` about files that are cut.
 * Throws SyntaxError where the GTID of the goal is none, and what `read` throws.
 *
 * What is the right order across a failover? Files are replayed in their order, and a transaction that stands in several is
 * taken from the last one: there it stands in the order of the server whose history counts, and with its content (a server
 * that was built anew gives the numbers of lost transactions to others; a repair commits the GTIDs of errant ones
 * empty). From earlier files only that is taken which the later ones build on: their previous GTIDs. So the file of an old primary
 * ends where the new one took over, and what it has beyond that is left out. A server skips by GTID what it has.
 *
 * What GTIDs cannot tell: a lost file all of whose numbers an old primary had given to other transactions is no gap.
 */
export async function planReplay(
  request: ReplayRequest,
  read: ReadFile,
): Promise<ReplayPlan | ReplayRefusal> {
  const anonymous = request.files.find(({ withoutGtid }) => withoutGtid > 0);
  if (anonymous) {
    const text = `${anonymous.file} has ${anonymous.withoutGtid} transactions without a GTID, which cannot be told apart.`;
    return refusal('without-gtid', emptyGtidSet, text);
  }
  const target = await targetOf(request, read);
  if (target.kind === 'refusal') return target;
  const unfit = unfitBase(target, request.goal);
  if (unfit) return unfit;
  const chain = await followChain(target, read);
  if (chain.gaps.length > 0) return gapRefusal(chain.gaps, target);
  return {
    kind: 'plan',
    files: chain.files,
    skip: target.skip,
    after: formatGtidSet(chain.have),
    transactions: chain.files.reduce((sum, { transactions }) => sum + transactions, 0),
    bytes: chain.files.reduce((sum, { bytes }) => sum + bytes, 0),
    notes:
      chain.files.length > 0
        ? target.notes
        : [...target.notes, 'The base has all of it: nothing is replayed.'],
  };
}

type Gap = { readonly after: string; readonly before: string; readonly missing: GtidSet };
type Chain = { readonly files: readonly ReplayFile[]; readonly have: GtidSet; readonly gaps: readonly Gap[] };

/** Takes from each file what is needed of it, and looks for what its transactions build on and nothing before it has. */
async function followChain(target: Target, read: ReadFile): Promise<Chain> {
  const files: ReplayFile[] = [];
  const gaps: Gap[] = [];
  let have = target.base;
  const note = (missing: GtidSet, before: string): void => {
    if (isEmptyGtidSet(missing)) return;
    gaps.push({ after: files.at(-1)?.file ?? 'the base', before, missing });
    // Each gap is named once.
    have = uniteGtidSets(have, missing);
  };
  for (const [index, needed] of neededOf(target.links, target.gtids, target.base).entries()) {
    const link = target.links[index];
    const open = subtractGtidSets(needed, have);
    if (!link || isEmptyGtidSet(open)) continue;
    note(subtractGtidSets(intersectGtidSets(link.before, target.gtids), have), link.file.file);
    const { bytes, taken } = await takeFrom(link, open, have, target, read);
    const gtids = subtractGtidSets(taken, have);
    if (isEmptyGtidSet(gtids)) continue;
    files.push({ file: link.file.file, bytes, gtids: formatGtidSet(gtids), transactions: countGtids(gtids) });
    have = uniteGtidSets(have, taken);
  }
  note(subtractGtidSets(target.gtids, have), 'the goal');
  return { files, have, gaps };
}

/** How much of a file is replayed: all of it, or up to the last transaction that is needed before one that must not be. */
async function takeFrom(
  link: Link,
  needed: GtidSet,
  have: GtidSet,
  target: Target,
  read: ReadFile,
): Promise<{ readonly bytes: number; readonly taken: GtidSet }> {
  if (containsGtidSet(needed, subtractGtidSets(link.gtids, have))) {
    return { bytes: link.file.completeBytes, taken: link.gtids };
  }
  const taken = new GtidCollector();
  const allowed = uniteGtidSets(target.gtids, have);
  let [bytes, left] = [0, countGtids(needed)];
  let passed: Parameters<GtidCollector['add']>[0][] = [];
  for await (const { gtid, endOffset } of transactionsOf(link, read)) {
    const one = setOf(gtid);
    if (left === 0 || !containsGtidSet(allowed, one)) break;
    if (containsGtidSet(have, one)) continue;
    passed.push(gtid);
    if (!containsGtidSet(needed, one)) continue;
    for (const each of passed) taken.add(each);
    passed = [];
    bytes = endOffset;
    left -= 1;
  }
  return { bytes, taken: taken.set };
}

function gapRefusal(gaps: readonly Gap[], { links }: Target): ReplayRefusal {
  const named = gaps.map(
    ({ after, before, missing }) => `${formatGtidSet(missing)} between ${after} and ${before}`,
  );
  const gtids = uniteGtidSets(...gaps.map(({ missing }) => missing));
  const holders = links.filter((link) => !isEmptyGtidSet(intersectGtidSets(link.gtids, gtids)));
  const unusable = holders.map(
    ({ file }) =>
      ` ${file.file} has some of them, but out of reach: behind others that are left out, or missing.`,
  );
  return refusal('gap', gtids, `Transactions are missing: ${named.join('; ')}.${unusable.join('')}`);
}

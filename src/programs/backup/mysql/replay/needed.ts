import type { Link } from '../../../../formats/binlog/chain.ts';
import {
  type GtidSet,
  intersectGtidSets,
  isEmptyGtidSet,
  subtractGtidSets,
  uniteGtidSets,
} from '../../../../formats/gtid.ts';

/**
 * What is needed of each file, found from the end: the last file that has a transaction gives it, and then all that its
 * server had before is needed of earlier ones.
 */
export function neededOf(links: readonly Link[], gtids: GtidSet, base: GtidSet): GtidSet[] {
  const needed: GtidSet[] = [];
  let open = subtractGtidSets(gtids, base);
  for (const link of links.toReversed()) {
    const given = intersectGtidSets(link.gtids, open);
    needed.push(given);
    if (isEmptyGtidSet(given)) continue;
    const foundation = subtractGtidSets(intersectGtidSets(link.before, gtids), base);
    open = subtractGtidSets(uniteGtidSets(open, foundation), link.gtids);
  }
  return needed.reverse();
}

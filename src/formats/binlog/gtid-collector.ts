import { type GtidSet, uniteGtidSets } from '../gtid.ts';
import type { Transaction } from './transactions.ts';

/** So many intervals are merged at once where transactions do not come in the order of their numbers. */
const mergeAfter = 10_000;

/** Builds a GTID set from many transactions; cheap where their numbers ascend, as they do in a binary log. */
export class GtidCollector {
  #intervals = new Map<string, [number, number][]>();
  #unmerged = 0;

  add({ origin, number }: NonNullable<Transaction['gtid']>): void {
    const list = this.#intervals.get(origin) ?? [];
    const last = list.at(-1);
    if (last && last[1] + 1 === number) {
      last[1] = number;
      return;
    }
    list.push([number, number]);
    this.#intervals.set(origin, list);
    this.#unmerged += 1;
    if (this.#unmerged > mergeAfter) this.#merge();
  }

  /** All that were added so far. */
  get set(): GtidSet {
    return uniteGtidSets(this.#intervals);
  }

  #merge(): void {
    this.#unmerged = 0;
    this.#intervals = new Map(
      [...this.set].map(([origin, list]) => [origin, list.map(([first, last]) => [first, last])]),
    );
  }
}

import type { PromisedLevel } from './operations.ts';

/**
 * What can be wrong with transactions, the worst first, and from which level on it is forbidden. Circles come after what makes
 * the order of a list doubtful, as they follow from it. The names are those of Adya ("Weak Consistency", 1999) and of Elle.
 * `repeatable-read` is MySQL's: reads see a snapshot, writes what is newest.
 */
export const anomalies = {
  unwritten: { from: 'read-uncommitted', what: 'a read of an element that nobody appended' },
  duplicate: { from: 'read-uncommitted', what: 'an element that is in its list twice' },
  'own-append-missing': {
    from: 'read-uncommitted',
    what: 'a transaction that does not see its own appends as it made them',
  },
  'incompatible-order': {
    from: 'read-committed',
    what: 'two reads of which neither begins with the other: an append was lost or moved',
  },
  G0: { from: 'read-uncommitted', what: 'appends of transactions that follow each other in a circle' },
  G1a: { from: 'read-committed', what: 'a read of an append that was rolled back' },
  G1b: { from: 'read-committed', what: 'a read of a list in the middle of a transaction of another' },
  G1c: { from: 'read-committed', what: 'transactions that see each other in a circle' },
  'future-read': { from: 'read-committed', what: 'a transaction that reads what it appends only later' },
  internal: {
    from: 'serializable',
    what: 'a list that changes under a transaction which read it, or appended to it, before',
  },
  'lost-update': {
    from: 'serializable',
    what: 'transactions that read the same state of a list, and each appended to it',
  },
  'G-single': {
    from: 'serializable',
    what: 'a circle in which one transaction misses an append of the next',
  },
  'G2-item': {
    from: 'serializable',
    what: 'a circle in which several transactions miss an append of the next',
  },
  realtime: {
    from: 'strict-serializable',
    what: 'a circle that only real time closes: something was seen too late, or too early',
  },
} as const satisfies Record<string, { readonly from: PromisedLevel; readonly what: string }>;

export type AnomalyName = keyof typeof anomalies;
export const anomalyNames = Object.keys(anomalies) as AnomalyName[];

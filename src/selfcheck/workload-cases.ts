import { count, type SelfcheckCase } from './expectation.ts';

/** What applications beside the ledger would lose, and which of their checks must see it. */
export const workloadCases: readonly SelfcheckCase[] = [
  {
    name: 'work-lost',
    wrong: 'asynchronous replication that loses what applications were told is done',
    drill: 'tail-lost',
    expects: [
      { check: 'bank-updates', says: new RegExp(`${count} lost updates?|the final primary lacks`) },
      { check: 'append-appends', says: new RegExp(`^${count} acknowledged appends? (is|are) not on db\\d`) },
      { check: 'blind-retry-once', says: new RegExp(`${count} acknowledged operations? (has|have) no row`) },
    ],
  },
  {
    name: 'ids-twice',
    wrong: 'a new primary that hands out the ids again which the old one had told',
    drill: 'tail-lost',
    expects: [
      {
        check: 'auto-increment-ids',
        says: /^the id \d+ was acknowledged for content \d+ at .* and for content \d+ at /,
      },
    ],
  },
  {
    name: 'events-stop',
    wrong: 'a promotion that leaves the events disabled, as they are on a replica',
    drill: 'tail-lost',
    expects: [
      { check: 'events-go-on', says: /^the event stood still [1-9]/ },
      { check: 'events-enabled', says: /ledger\.event_of_workload: is disabled on db\d as on a replica/ },
    ],
  },
  {
    name: 'retries-blindly',
    wrong: 'clients that insert again what may be there, without a key',
    drill: 'retries-blindly',
    expects: [{ check: 'blind-retry-once', says: new RegExp(`^${count} rows? too many`) }],
  },
  {
    name: 'stale-reads',
    wrong: 'reads that go on to replicas which apply nothing',
    drill: 'stale-reads',
    expects: [{ missed: 'staleness', says: /^(\d{3} ms|\d+\.\d+ s)$/ }],
  },
  {
    name: 'stays-on-demoted',
    wrong: 'a pool that stays on the demoted node',
    drill: 'stays-on-demoted',
    expects: [{ missed: 'rto-client-keeps', says: /never|at least/ }],
  },
  {
    name: 'sound-work',
    wrong: 'nothing: the faults of `work-lost` and `ids-twice`, with semisync that waits',
    sound: true,
    drill: 'tail-kept',
    expects: [
      { sound: 'bank-totals' },
      { sound: 'bank-updates' },
      { sound: 'append-isolation' },
      { sound: 'append-appends' },
      { sound: 'auto-increment-ids' },
      { sound: 'blind-retry-once' },
      { sound: 'events-once' },
    ],
  },
];

import { drillNamed } from './drills.ts';
import { count, type Expectation, type SelfcheckCase } from './expectation.ts';
import { keyWords, planted } from './planted.ts';
import { workloadCases } from './workload-cases.ts';

const lost: Expectation = {
  check: 'no-acknowledged-write-lost',
  says: new RegExp(`^${count} of ${count} acknowledged writes (is|are) missing`),
};
const lossCounted: Expectation = { missed: 'rpo-rows', says: new RegExp(`^${count} rows?$`) };

/** What must be caught, and by what; and what is sound and must not be accused. */
export const selfcheckCases: readonly SelfcheckCase[] = [
  {
    name: 'asynchronous',
    wrong: 'asynchronous replication, its replicas cut off before the primary dies',
    drill: 'replica-cut-off',
    expects: [lost, lossCounted],
  },
  {
    name: 'semisync-falls-back',
    wrong: 'semisync that goes on without acknowledgements after 300 ms',
    drill: 'semisync-falls-back',
    expects: [
      { check: 'semisync-never-degraded', says: /^db\d: [1-9][\d,]* commits? without an acknowledgement/ },
      lost,
    ],
  },
  {
    name: 'no-fencing',
    wrong: 'a failover that leaves the old primary open',
    drill: 'no-fencing',
    expects: [{ check: 'single-writable-primary', says: /^db\d and db\d were both writable from/ }],
  },
  {
    name: 'naive-rejoin',
    wrong: 'an old primary with transactions of its own is taken back as a replica',
    drill: 'no-fencing',
    expects: [
      { check: 'no-errant-transactions', says: /^db\d: [1-9][\d,]* transactions? that db\d lacks: / },
      { check: 'nodes-equal-primary', says: /^writer \d+ sequence \d+: on db\d, not on db\d/ },
    ],
  },
  {
    name: 'promotes-the-last',
    wrong: 'the replica that is behind is promoted',
    drill: 'promotes-the-last',
    expects: [
      { check: 'no-acknowledged-write-lost', says: new RegExp(`${count} stranded on another node(,|$)`) },
      lossCounted,
    ],
  },
  {
    name: 'never-routes',
    wrong: 'a manager that promotes and never routes; the harness ends the outage',
    drill: 'never-routes',
    expects: [{ missed: 'rto-service', says: /at least/ }],
  },
  {
    name: 'proxy-to-the-dead',
    wrong: 'a proxy that goes on sending to the dead node',
    drill: 'proxy-to-the-dead',
    expects: [
      { missed: 'write-outage-service', says: /^at least/ },
      { missed: 'rto-service', says: /^at least/ },
    ],
  },
  {
    name: 'changed-on-one',
    wrong: 'one row changed on one node, off the binary log',
    drill: 'behind-replication',
    expects: [
      { check: 'nodes-equal-primary', says: new RegExp(`^${keyWords(planted.changedOnOne)}: value \\d+ `) },
    ],
  },
  {
    name: 'changed-on-all',
    wrong: 'one row changed on all nodes, off the binary log',
    drill: 'behind-replication',
    expects: [
      {
        check: 'no-acknowledged-write-lost',
        says: new RegExp(`^${keyWords(planted.changedOnAll)} .* changed on the final primary`),
      },
      {
        check: 'no-unwritten-rows',
        says: new RegExp(`${keyWords(planted.changedOnAll)}: .* on db1, db2, db3; written was value`),
      },
    ],
  },
  {
    name: 'phantom-row',
    wrong: 'a row that nobody wrote, on all nodes',
    drill: 'behind-replication',
    expects: [
      {
        check: 'no-unwritten-rows',
        says: new RegExp(`${keyWords(planted.phantom)}: .* on db1, db2, db3; no operation wrote it`),
      },
    ],
  },
  {
    name: 'index-lost',
    wrong: 'an index dropped on one node, off the binary log',
    drill: 'behind-replication',
    expects: [
      {
        check: 'definitions-kept',
        says: new RegExp(`${planted.index.table}\\.${planted.index.name} is missing`),
      },
    ],
  },
  {
    name: 'definer-lost',
    wrong: 'a view on all nodes whose definer was dropped, off the binary log',
    drill: 'behind-replication',
    expects: [
      {
        check: 'definers-exist',
        says: new RegExp(`^db\\d: view ${planted.view}: its definer leaver@% does not exist`),
      },
    ],
  },
  {
    name: 'not-durable',
    wrong: 'nothing is synced to disk, and the power of all nodes fails',
    drill: 'power-without-durability',
    expects: [lost, lossCounted],
  },
  {
    name: 'fault-does-not-take',
    wrong: 'a fault that changes nothing',
    drill: 'fault-does-not-take',
    expects: [{ inconclusive: /step 0 \(revoke-privileges\) was never injected|was not proved/ }],
  },
  {
    name: 'backup-that-lies',
    wrong: 'a full backup with a bit flipped after it was taken',
    drill: 'backup-that-lies',
    expects: [{ missed: 'backup-findings', says: /file-corrupt/ }],
  },
  {
    name: 'sound',
    wrong: 'nothing: the reference stack, and its primary is killed',
    sound: true,
    drill: 'nothing-wrong',
    expects: [{ passes: true }],
  },
  {
    name: 'sound-semisync',
    wrong: 'nothing: the faults of `asynchronous`, with semisync that waits',
    sound: true,
    drill: 'semisync-keeps-its-promise',
    expects: [{ passes: true }],
  },
  ...workloadCases,
  {
    name: 'sound-fencing',
    wrong: 'nothing: the fault of `no-fencing`, with a manager that fences',
    sound: true,
    drill: 'fencing',
    expects: [{ sound: 'single-writable-primary' }, { sound: 'no-acknowledged-write-lost' }],
  },
  {
    name: 'sound-durable',
    wrong: 'nothing: the fault of `not-durable`, with everything synced',
    sound: true,
    drill: 'power-with-durability',
    expects: [{ sound: 'no-acknowledged-write-lost' }, { sound: 'no-unwritten-rows' }],
  },
  {
    name: 'sound-backup',
    wrong: 'nothing: the backup of `backup-that-lies`, as it was taken',
    sound: true,
    drill: 'backup-that-is-true',
    expects: [{ passes: true }],
  },
];

export const caseNames: readonly string[] = selfcheckCases.map(({ name }) => name);

/** The cases that were asked for by name; without names all, or those of the quick drills. */
export function chosenCases(names: readonly string[], quick: boolean): SelfcheckCase[] {
  if (names.length > 0) return selfcheckCases.filter(({ name }) => names.includes(name));
  return selfcheckCases.filter(({ drill }) => !quick || drillNamed(drill).quick);
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markOf } from '../../../../src/engine/log-marks.ts';
import { logsClean } from '../../../../src/judge/checks/logs-clean.ts';
import { emptyRecord, eventOf } from '../../../support/parts.ts';

const marks = {
  signal: '2026-11-27T15:49:15Z UTC - mysqld got signal 11 ;',
  assertion:
    '2026-11-27T15:49:15.1Z 0 [ERROR] [MY-013183] [InnoDB] Assertion failure: buf0buf.cc:4110:m_errors == 0 thread 139',
  fatal: '2026-11-27T15:49:15.1Z 0 [ERROR] [MY-011899] [InnoDB] [FATAL] Unable to read page',
  corruption:
    '2026-11-27T15:49:15.1Z 0 [ERROR] [MY-011906] [InnoDB] Database page corruption on disk or a failed file read of page [page id: space=3]',
} as const;
const harmless = [
  "2026-11-27T15:49:15.1Z 0 [System] [MY-010931] [Server] mysqld: ready for connections. Version: '9.7.0'",
  '2026-11-27T15:49:15.1Z 0 [System] [MY-013577] [InnoDB] InnoDB initialization has ended.',
  '2026-11-27T15:49:15.1Z 5 [ERROR] [MY-010584] [Repl] Replica I/O: error connecting to source',
  "2026-11-27T15:49:15.1Z 5 [ERROR] [MY-010586] [Repl] The possible reasons are: the source's binary log is corrupted (you can check this)",
  '2026-11-27T15:49:15.1Z 0 [Warning] [MY-000001] [InnoDB] To see if a corrupt page was left, read the manual',
  'ha-drill supervisor: mysqld (process 30) ended with exit code 137',
];
const clean = harmless.join('\n');
type Texts = Readonly<Record<string, string>>;
const judge = (logs: Texts, events: ReturnType<typeof eventOf>[] = []) =>
  logsClean.judge(
    emptyRecord({
      events,
      logs: new Map(Object.entries(logs).map(([name, text]) => [name, { text, whole: true }])),
    }),
  );
const injected = (fault: string, ...targets: string[]) =>
  eventOf(10_000, 'fault-injecting', { data: { step: 0, turn: 0, fault, targets } });

test('the words of servers are understood, and no others', () => {
  for (const [kind, line] of Object.entries(marks)) expect(markOf(line)).toBe(kind);
  for (const line of harmless) expect(markOf(line)).toBeUndefined();
});

test('one mark on any line of any node fails, with that line', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.values(marks)),
      fc.constantFrom('db1', 'db2', 'db3'),
      fc.nat(harmless.length),
      (mark, node, at) => {
        const text = harmless.toSpliced(at, 0, mark).join('\n');
        const found = judge({ db1: clean, db2: clean, db3: clean, [node]: text });
        expect(found).toEqual({
          verdict: 'fail',
          summary: `1 mark of a crash or of damage that no fault explains: ${node}: ${mark}`,
          evidence: [`${node}: ${mark}`],
        });
      },
    ),
  );
});

test('clean logs of all nodes pass; a killed server leaves no mark', () => {
  const logs = { db1: clean, db2: clean, db3: clean, proxy: marks.signal };
  expect(judge(logs, [injected('kill', 'db1')])).toEqual({
    verdict: 'pass',
    summary: 'no mark of a crash or of damage',
    evidence: [],
  });
});

test('what a fault leaves on its target is told, on others it is held against them', () => {
  const dying = `${clean}\n${marks.corruption}\n${marks.signal}`;
  const others = { db2: clean, db3: clean };
  const told = judge({ db1: dying, ...others }, [injected('corrupt-page', 'db1')]);
  expect(told).toMatchObject({
    verdict: 'pass',
    summary: 'no mark of a crash or of damage, besides 2 by the faults',
  });
  expect(told.evidence[0]).toMatch(/\(by corrupt-page\)$/);
  expect(judge({ db1: dying, ...others }, [injected('corrupt-page', 'db2')]).verdict).toBe('fail');
  expect(judge({ db1: dying, ...others }, [injected('kill', 'db1')]).verdict).toBe('fail');
  // A full disk makes a server end itself; it damages nothing.
  expect(judge({ db1: `${clean}\n${marks.signal}`, ...others }, [injected('disk-full', 'db1')]).verdict).toBe(
    'pass',
  );
  expect(judge({ db1: dying, ...others }, [injected('disk-full', 'db1')]).evidence).toEqual([
    `db1: ${marks.corruption}`,
  ]);
});

test('a log that was not recorded, is cut, or is of no server proves nothing', () => {
  expect(logsClean.judge(emptyRecord()).verdict).toBe('inconclusive');
  expect(judge({ db1: clean, db2: clean }).summary).toBe('the log of db3 is not in the record');
  expect(judge({ db1: clean, db2: clean, db3: 'haproxy started' }).summary).toBe(
    'the log of db3 has no word of a server: it logs elsewhere',
  );
  const logs = new Map(['db1', 'db2', 'db3'].map((name) => [name, { text: clean, whole: name !== 'db2' }]));
  expect(logsClean.judge(emptyRecord({ logs }))).toMatchObject({
    verdict: 'inconclusive',
    summary: 'only the end of the log of db2 was read',
  });
});

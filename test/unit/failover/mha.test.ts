import { expect, test } from 'vitest';
import { mha } from '../../../src/failover/mha.ts';

/** Of a failover of version 0.58-3, among lines that tell nothing. */
const log = `
76412667.994 Fri Nov 27 23:06:04 2026 - [info] Ping(CONNECT) succeeded, waiting until MySQL doesn't respond..
76427692.738 Fri Nov 27 23:06:19 2026 - [warning] Got error on MySQL connect ping: DBI connect(';host=10.213.13.11;port=3306','ha_admin',...) failed
76430690.254 Fri Nov 27 23:06:22 2026 - [warning] Master is not reachable from health checker!
76430690.629 Fri Nov 27 23:06:22 2026 - [warning] Master db1(10.213.13.11:3306) is not reachable!
76431795.412 Fri Nov 27 23:06:23 2026 - [info] Master is down!
76434448.671 Fri Nov 27 23:06:26 2026 - [info]   db2(10.213.13.12:3306)  Version=11.8.9-MariaDB-4 from Debian-log log-bin:enabled
76434449.292 Fri Nov 27 23:06:26 2026 - [info] New master is db2(10.213.13.12:3306)
76434449.309 db2(10.213.13.12:3306) (new master)
76438041.102 Fri Nov 27 23:06:29 2026 - [info] Master failover to db2(10.213.13.12:3306) completed successfully.
76438042.452 Master db1(10.213.13.11:3306) is down!
76438042.478 Master failover to db2(10.213.13.12:3306) completed successfully.
`;

test('a failover is told by the lines of the log that name a server, each once', () => {
  const told = log.split('\n').flatMap((line) => mha.eventOf?.(line) ?? []);
  expect(told.map(({ type, node, monotonicMs }) => [type, node, monotonicMs])).toEqual([
    ['failure-detected', 'db1', 76430690.629],
    ['candidate-chosen', 'db2', 76434449.292],
    ['failover-completed', 'db2', 76438041.102],
  ]);
});

test('a line without a stamp, or with another one, tells nothing', () => {
  const line = 'Fri Nov 27 23:06:26 2026 - [info] New master is db2(10.213.13.12:3306)';
  expect(mha.eventOf?.(line)).toBeUndefined();
  expect(mha.eventOf?.(`now ${line}`)).toBeUndefined();
  expect(mha.eventOf?.(`1.000 ${line}`)).toMatchObject({ node: 'db2', monotonicMs: 1 });
});

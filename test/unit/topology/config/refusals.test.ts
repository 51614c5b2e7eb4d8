import { expect, test } from 'vitest';
import type { OutputLine } from '../../../../src/topology/config/change.ts';
import { refusedByMysqld, refusedFile } from '../../../../src/topology/config/refusals.ts';

const ours = (text: string): OutputLine => ({ text });
const theirs = (line: number, text: string): OutputLine => ({
  text,
  origin: { file: 'my.cnf', line, written: text },
});

const lines = [
  ours('[mysqld]'),
  ours('max_connections = 500'),
  theirs(4, 'query-cache-size = 64M'),
  theirs(5, 'max-connections = abc'),
  theirs(6, 'rpl_semi_sync_source_timeout = abc'),
];

test.each([
  ["2026-11-28T02:40:13.963113Z 0 [ERROR] [MY-000067] [Server] unknown variable 'query_cache_size=64M'.", 2],
  [
    "2026-11-28T02:40:13.963113Z 0 [ERROR] [MY-000058] [Server] Unknown suffix 'a' used for variable 'max_connections' (value 'abc').",
    3,
  ],
  [
    "2026-11-28T02:40:13.963113Z 0 [ERROR] [MY-000077] [Server] /usr/sbin/mysqld: Error while setting value 'abc' to 'rpl-semi-sync-source-timeout'.",
    4,
  ],
  ["mysqld: Can't get stat of '/nonexist' (OS errno 2 - No such file or directory)", undefined],
])('%s', (said, index) => {
  const output = `${said}\n2026-11-28T02:40:13.96Z 0 [ERROR] [MY-010119] [Server] Aborting\n`;
  expect(refusedByMysqld(output, lines).map((one) => one.index)).toEqual([index]);
});

test('what mysqld warns of is no refusal', () => {
  expect(refusedByMysqld('2026 0 [Warning] [MY-011068] [Server] deprecated', lines)).toEqual([]);
});

test('a refusal is told at the line of the user', () => {
  const error = refusedFile('mysqld', 'my.cnf', lines, [{ message: 'unknown variable', index: 2 }]);
  expect(error.exit).toBe('usage');
  expect(error.message).toBe('my.cnf:4:1: query-cache-size = 64M: mysqld refuses it: unknown variable');
});

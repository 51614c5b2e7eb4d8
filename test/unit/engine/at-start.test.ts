import { expect, test } from 'vitest';
import { newName, readStartOptions, switchAtStart } from '../../../src/engine/at-start.ts';
import type { Settings } from '../../../src/engine/settings.ts';

const settings = (more: Partial<Settings>): Settings => ({
  variables: {},
  persisted: {},
  channels: [],
  plugins: [],
  ...more,
});
const readOnly = (value: string, source: string) => ({ variables: { read_only: { value, source } } });

test('names before 8.0.26, with dashes, or of options that may be missing, are those of now', () => {
  expect(
    [
      'rpl_semi_sync_master_timeout',
      'rpl-semi-sync-master-wait-for-slave-count',
      'loose_rpl_semi_sync_slave_enabled',
      'slave_net_timeout',
      'log_slave_updates',
      'READ-ONLY',
    ].map(newName),
  ).toEqual([
    'rpl_semi_sync_source_timeout',
    'rpl_semi_sync_source_wait_for_replica_count',
    'rpl_semi_sync_replica_enabled',
    'replica_net_timeout',
    'log_replica_updates',
    'read_only',
  ]);
});

test('options are read as --print-defaults prints them; the last one counts', () => {
  const words =
    '/usr/sbin/mysqld started --read_only=0 --loose-x=a=b --log-bin --skip-log-bin --read-only=1'.split(' ');
  expect(readStartOptions(words)).toEqual({ read_only: '1', x: 'a=b', log_bin: 'OFF' });
});

test.each([
  [
    'persisted, above all',
    settings({ ...readOnly('OFF', 'GLOBAL'), persisted: { read_only: 'ON' } }),
    { read_only: '0' },
    true,
  ],
  ['an option, although it is another now', settings(readOnly('OFF', 'GLOBAL')), { read_only: 'ON' }, true],
  ['a file that is not known otherwise', settings(readOnly('ON', 'EXPLICIT')), {}, true],
  ['set while it ran', settings(readOnly('ON', 'DYNAMIC')), {}, undefined],
  ['no variable at all', settings({}), {}, undefined],
])('after a restart a switch is as it is %s', (_, given, options, on) => {
  expect(switchAtStart(given, options, 'read_only')?.on).toBe(on);
});

import { expect, test } from 'vitest';
import { mapNode } from '../../../../src/topology/config/node.ts';
import { isInclude, readOptionFile } from '../../../../src/topology/config/option-file.ts';

const gibibyte = 1024 ** 3;

function mapped(text: string, changed: Partial<Parameters<typeof mapNode>[1]> = {}) {
  const { entries, problems } = readOptionFile('my.cnf', text);
  expect(problems).toEqual([]);
  const settings = entries.flatMap((entry) => (isInclude(entry) ? [] : [entry]));
  return mapNode(settings, {
    ours: '[mysqld]\nsuper_read_only = ON\ngtid_mode = ON\nmax_connections = 500\nlog_bin = /logs/binlog',
    command: new Map([
      ['server_id', '1'],
      ['replica_net_timeout', '4'],
    ]),
    waitsForAcknowledgement: true,
    isGroup: false,
    nodes: 3,
    memoryBytes: 12 * gibibyte,
    ...changed,
  });
}

/** Their lines in our file, and what is said of the others. */
function lines(text: string, changed: Partial<Parameters<typeof mapNode>[1]> = {}) {
  const { lines: all, changes } = mapped(text, changed);
  return {
    taken: all.filter(({ origin }) => origin).map(({ text: line }) => line),
    changed: changes.map(({ line, used }) => [line, used]),
  };
}

test('a setting of theirs comes after ours as it is written, and what they do not say stays ours', () => {
  const found = mapped('[mysqld]\nmax_connections=900 # many\nbinlog-row-image = MINIMAL');
  expect(found.lines.map(({ text }) => text)).toEqual([
    ...[
      '[mysqld]',
      'super_read_only = ON',
      'gtid_mode = ON',
      'max_connections = 500',
      'log_bin = /logs/binlog',
    ],
    ...['', '[mysqld]', 'max_connections=900 # many', 'binlog-row-image = MINIMAL'],
  ]);
  expect(found.changes).toEqual([]);
  expect(found.kept).toEqual(['super_read_only', 'gtid_mode', 'log_bin', 'server_id', 'replica_net_timeout']);
});

test.each([
  ['server-id = 11', 'another one on each node'],
  ['datadir=/data', 'the folders of the image, and the volumes of the node'],
  ['log-bin = /data/binlog/mysql-bin', 'log_bin = /logs/binlog'],
  ['super-read-only = 0', 'super_read_only = ON'],
  ['skip-networking', 'port 3306 on all addresses'],
  ['report_host = db.shop.test', 'the name of the node'],
  ['relay_log = relay', null],
  ['general_log_file = /var/log/mysql/general.log', null],
  ['replicate-do-db = shop', null],
  ['group_replication_consistency = BEFORE', null],
  ['loose-group_replication_group_name = aaa', null],
  ['ssl-ca = ca.pem', null],
  ['default-time-zone = Europe/Berlin', null],
  ['plugin_load_add = "rpl_semi_sync_master=semisync_master.so"', 'the plug-ins of the topology'],
  ['rpl_semi_sync_master_enabled = 1', 'switched while the cluster runs'],
])('%s is not taken, and told', (setting, used) => {
  expect(lines(`[mysqld]\n${setting}`)).toEqual({ taken: [], changed: [[2, used]] });
});

test.each(['gtid-mode = on', 'super_read_only', 'super_read_only = 1'])(
  '%s says the same as ours: nothing to tell',
  (setting) => {
    expect(lines(`[mysqld]\n${setting}`)).toEqual({ taken: [], changed: [] });
  },
);

test.each([
  ['rpl_semi_sync_master_timeout=1000', 'rpl_semi_sync_source_timeout = 1000'],
  ['rpl_semi_sync_master_wait_for_slave_count = 2', 'rpl_semi_sync_source_wait_for_replica_count = 2'],
  ['loose-rpl_semi_sync_master_wait_no_slave = 0', 'loose_rpl_semi_sync_source_wait_no_replica = 0'],
  ['slave-net-timeout = 60', 'replica_net_timeout = 60'],
  ['expire_logs_days = 7', 'binlog_expire_logs_seconds = 604800'],
  ['innodb_buffer_pool_size = 100G', 'innodb_buffer_pool_size = 2048M'],
  ['tx_isolation = READ-COMMITTED', 'transaction_isolation = READ-COMMITTED'],
])('%s is taken as %s, and told', (setting, used) => {
  expect(lines(`[mysqld]\n${setting}`)).toEqual({ taken: [used], changed: [[2, used]] });
});

test('the size of a log file and their number become one capacity, which a small volume bounds', () => {
  const files = (size: string) =>
    lines(`[mysqld]\ninnodb_log_files_in_group = 4\ninnodb_log_file_size = ${size}`);
  expect(files('32M').taken).toEqual(['innodb_redo_log_capacity = 128M']);
  expect(files('2G').taken).toEqual(['innodb_redo_log_capacity = 512M']);
});

test('a buffer pool that the machine has room for stays', () => {
  expect(lines('[mysqld]\ninnodb_buffer_pool_size = 2G').changed).toEqual([]);
  expect(lines('[mysqld]\ninnodb_buffer_pool_size = 2G', { nodes: 4 }).taken).toEqual([
    'innodb_buffer_pool_size = 1536M',
  ]);
});

test('groups of clients, of several servers and of one version are told line by line', () => {
  expect(lines('[client]\nport = 3306\n[mysqld-8.0]\nmax_connections = 1\n[mysqld_safe]\nnice = 0')).toEqual({
    taken: [],
    changed: [2, 4, 6].map((line) => [line, null]),
  });
});

test('in a group, its own settings are taken and its names are not; semisync means nothing there', () => {
  const group = { isGroup: true, waitsForAcknowledgement: false };
  const text =
    '[mysqld]\ngroup_replication_member_expel_timeout = 9\ngroup_replication_group_seeds = "a:1"\n';
  expect(lines(`${text}rpl_semi_sync_source_timeout = 1`, group)).toEqual({
    taken: ['group_replication_member_expel_timeout = 9'],
    changed: [3, 4].map((line) => [line, null]),
  });
});

test('a file without any setting for a server is refused', () => {
  expect(mapped('# nothing').problems).toHaveLength(1);
  expect(mapped('[mysqld]\nmax_connections = 1').problems).toEqual([]);
});

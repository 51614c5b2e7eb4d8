import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadScenario } from '../../../../src/scenario/load.ts';
import { loadTopology } from '../../../../src/topology/load.ts';
import { folderWith, refusal } from '../../document/files.ts';

async function load(files: Record<string, string>, said = 'extends: semisync\nconfig: { node: my.cnf }\n') {
  const folder = await folderWith({ 'ha-drill.yml': said, ...files });
  return { folder, loaded: loadTopology(join(folder, 'ha-drill.yml'), folder) };
}

const cnf = (settings: string) => ({ 'my.cnf': `[mysqld]\n${settings}\n` });

test('what theirs decides is no more said on the command line, and no parameter any more', async () => {
  const { configured, section } = await (await load(cnf('slave_net_timeout = 60\nsync_binlog = 0'))).loaded;
  const command = configured?.services.db2?.command ?? [];
  expect(command).toContain('--server-id=2');
  expect(command.join(' ')).not.toMatch(/net-timeout|sync-binlog/);
  expect(section.parameters).not.toHaveProperty('REPLICA_NET_TIMEOUT');
  // It also decides innodb_flush_log_at_trx_commit, of which theirs says nothing.
  expect(section.parameters).toHaveProperty('DURABLE');
});

/** What `run` says of a parameter that is set on the command line. */
async function settingOf(set: string, settings: string) {
  const { folder } = await load(cnf(settings));
  const sets = [`topology=${join(folder, 'ha-drill.yml')}`, set];
  const loading = loadScenario('kill-primary', sets, { trust: false }, []);
  return { folder, loading };
}

test('a value of the command line for what a file decides is refused, with its line', async () => {
  const { folder, loading } = await settingOf(
    'REPLICA_NET_TIMEOUT=9',
    'max_connections=9\nslave_net_timeout = 60',
  );
  expect(await refusal(folder, loading)).toMatchInlineSnapshot(`
    "--set REPLICA_NET_TIMEOUT=9: parameters.REPLICA_NET_TIMEOUT: expected no value of it: my.cnf:3 (slave_net_timeout = 60) decides it; change it there
    hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
  `);
});

test('one of which a file decides a part is warned of, and one of which it says nothing is not', async () => {
  const part = await (await settingOf('DURABLE=0', 'sync_binlog = 1')).loading;
  expect(part.warnings.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^sets a part .*my\.cnf:2 \(sync_binlog = 1\) decides the rest$/),
  ]);
  expect((await (await settingOf('DURABLE=0', 'max_connections = 9')).loading).warnings).toEqual([]);
});

test('the file is mounted where the topology has its own, for the nodes alone', async () => {
  const { configured } = await (await load(cnf('sync_binlog = 0'))).loaded;
  expect(configured?.files).toMatchObject([
    {
      name: 'my.cnf',
      services: ['db1', 'db2', 'db3'],
      target: '/etc/ha-drill/mysqld.cnf',
      validator: 'mysqld',
    },
  ]);
});

test('a time-out of semisync makes another kind of replication, unless the user wants the promise', async () => {
  const file = cnf('rpl_semi_sync_master_timeout = 1000');
  const said = 'extends: semisync\nreplication: semisync\nconfig: { node: my.cnf }\n';
  const { section, configured, composeText } = await (await load(file)).loaded;
  expect(section.replication).toBe('semisync-with-timeout');
  expect(configured?.changes.at(-1)).toMatchObject({ line: 2, used: 'replication: semisync-with-timeout' });
  expect(composeText).toContain('# rpl_semi_sync_source_timeout = 1000');
  expect((await (await load(file, said)).loaded).section.replication).toBe('semisync');
  expect((await (await load(cnf('sync_binlog = 0'))).loaded).section.replication).toBe('semisync');
});

test('files that are included are followed in the folder, in place', async () => {
  const files = { 'my.cnf': '!includedir conf.d\n', 'conf.d/a.cnf': '[mysqld]\nmax_connections = 7\n' };
  const { configured } = await (await load(files)).loaded;
  expect(configured?.files[0]?.lines.at(-1)?.origin).toMatchObject({
    line: 2,
    written: 'max_connections = 7',
  });
});

test.each([
  ['a file that is not there', {}, /no such file|does not exist|my\.cnf/],
  [
    'a file that is included from elsewhere',
    cnf('!includedir /etc/mysql/conf.d/'),
    /^my\.cnf:2:1: !includedir \/etc\/mysql/,
  ],
  ['a file that includes itself', cnf('!include my.cnf'), /^my\.cnf:2:1: .*include each other once/],
  [
    'a setting before any group',
    { 'my.cnf': 'port = 1\n' },
    /^my\.cnf:1:1: expected a group such as \[mysqld\]/,
  ],
  ['a group that does not end', { 'my.cnf': '[mysqld\n' }, /^my\.cnf:1:1: expected a group/],
  ['a file without settings', { 'my.cnf': '\n' }, /^my\.cnf: expected settings in the group \[mysqld\]/],
])('%s is refused with its place', async (_, files, message) => {
  const { folder, loaded } = await load(files);
  expect(await refusal(folder, loaded)).toMatch(message);
});

test.each([
  [
    'extends: semisink\nconfig: { node: my.cnf }\n',
    /^ha-drill\.yml:1:10: extends: expected <the topologies>/,
  ],
  [
    'extends: galera\nconfig: { node: my.cnf }\n',
    /^ha-drill\.yml:2:17: config\.node: expected a topology of MySQL/,
  ],
  ['extends: semisync\nconfig: {}\n', /config: expected a file of at least one kind/],
  ['extends: semisync\nconfig: { node: ../my.cnf }\n', /config\.node: expected a file below/],
  ['extends: semisync\nconfig: { nodes: my.cnf }\n', /ha-drill\.yml:2:11: config: .*nodes/],
])('%s', async (said, message) => {
  const { folder, loaded } = await load(cnf('sync_binlog = 0'), said);
  expect(await refusal(folder, loaded)).toMatch(message);
});

const cfg = { 'haproxy.cfg': 'listen all\n  bind :1\n  server a a:3306 check inter 9s\n' };
const proxied = (base: string): string => `extends: ${base}\nconfig: { proxy: haproxy.cfg }\n`;

test('a haproxy.cfg is mounted where the proxy has its own, and the section for reads stays ours', async () => {
  const { configured, section } = await (await load(cfg, proxied('semisync'))).loaded;
  expect(configured?.files).toMatchObject([
    { services: ['proxy'], target: '/etc/ha-drill/haproxy.cfg', validator: 'haproxy' },
  ]);
  const texts = configured?.files[0]?.lines.map(({ text }) => text.trim());
  expect(texts).toContain('server db3 db3:3306 check inter 9s disabled');
  expect(texts?.slice(-2)).toContain('server db3 db3:3306 disabled');
  expect(section.endpoints.read).toEqual({ service: 'proxy', port: 3307 });
});

test('theirs may read where the topology has no endpoint for reads', async () => {
  const said = 'extends: orchestrator\nconfig: { proxy: { file: haproxy.cfg, write: all, read: more } }\n';
  const files = { 'haproxy.cfg': `${cfg['haproxy.cfg']}listen more\n  bind :2\n  server a a:3306 check\n` };
  const { section, configured } = await (await load(files, said)).loaded;
  expect(section.endpoints.read).toEqual({ service: 'proxy', port: 3307 });
  expect(configured?.files[0]?.lines.map(({ text }) => text)).toContain('  server db1 db1:3306 check');
});

test('a topology without HAProxy takes none', async () => {
  const { folder, loaded } = await load(cfg, proxied('group-replication'));
  expect(await refusal(folder, loaded)).toMatch(
    /^ha-drill\.yml:2:18: config\.proxy: expected a topology with HAProxy/,
  );
});

const alone = (base: string): string =>
  `extends: ${base}\nconfig: { proxy: { file: haproxy.cfg, routes: checks } }\n`;

test('where checks alone lead clients, the manager is told that no proxy asks it, and none of ours waits for it', async () => {
  const { configured, section } = await (await load(cfg, alone('semisync'))).loaded;
  expect(configured?.services.manager).toEqual({ environment: { HAPROXY: 'none' } });
  const texts = configured?.files[0]?.lines.map(({ text }) => text.trim());
  expect(texts?.filter((text) => text.startsWith('server'))).toEqual(['server db1 db1:3306 check inter 9s']);
  expect(section.endpoints).not.toHaveProperty('read');
});

test('checks alone are refused where the manager must cut clients off first', async () => {
  const { folder, loaded } = await load(cfg, alone('async'));
  expect(await refusal(folder, loaded)).toMatch(
    /^ha-drill\.yml:2:\d+: config\.proxy\.routes: expected `failover`/,
  );
});

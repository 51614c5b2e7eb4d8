import { describe, expect, test } from 'vitest';
import { faultNames, faults } from '../../../../src/faults/list.ts';
import { folderWith } from '../../document/files.ts';
import { judged, type Kind, kill } from './judged.ts';

const step = (fault: string, target: string, more: object = {}, topology = 'semisync') => ({
  topology,
  method: [{ at: '1s', fault, target, ...more }],
});
const partition = (target: string, parameters: object, topology = 'semisync') =>
  step('partition', target, { with: parameters }, topology);

const kinds: Kind[] = [
  [
    'a service that is not there',
    step('kill', 'service:bakup'),
    /expected a service of topology semisync \(db1, .*\), found "bakup"; did you mean backup\?/,
    { ...step('kill', 'service:backup'), backup: {} },
  ],
  [
    'a service that does not run',
    step('kill', 'service:backup'),
    /expected a service that runs, found "backup"/,
    { ...step('kill', 'service:backup'), backup: {} },
  ],
  [
    'SQL on a proxy by its name',
    step('lock-table', 'service:proxy'),
    /lock-table means something \(primary\), found "service:proxy"/,
    step('lock-table', 'service:db1'),
  ],
  [
    'another replica where there is one',
    step('kill', 'another-replica', {}, 'standalone'),
    /expected a target that topology standalone has/,
    step('kill', 'another-replica'),
  ],
  [
    'the leading one of one manager',
    step('kill', 'leading-manager'),
    /expected a target that topology semisync has/,
    step('kill', 'manager'),
  ],
  [
    'SQL on a proxy',
    step('lock-table', 'proxy'),
    /lock-table means something \(primary\), found "proxy": a read-only/,
    step('lock-table', 'primary'),
  ],
  [
    'a disk of a proxy',
    step('disk-full', 'proxy'),
    /only database nodes have volumes/,
    step('disk-full', 'nodes'),
  ],
  [
    'volumes of a manager',
    step('volume-lost', 'manager'),
    /only database nodes/,
    step('volume-lost', 'replica'),
  ],
  [
    'a clock of a manager',
    step('clock-skew', 'manager'),
    /library preloaded/,
    step('clock-skew', 'replicas'),
  ],
  [
    'an errant transaction on a manager',
    step('errant-transaction', 'manager'),
    /means something/,
    step('errant-transaction', 'replica'),
  ],
  [
    'an errant transaction on the primary',
    step('errant-transaction', 'primary'),
    /not errant/,
    step('errant-transaction', 'most-advanced-replica'),
  ],
  [
    'a DROP on a replica',
    step('drop-database', 'replica'),
    /where it is written/,
    step('drop-database', 'primary'),
  ],
  [
    'a DROP on all nodes',
    step('drop-table', 'nodes'),
    /where it is written/,
    step('drop-table', 'nodes', {}, 'standalone'),
  ],
  [
    'a primary that lags',
    step('replica-lag', 'primary'),
    /only a replica can lag/,
    step('replica-lag', 'replicas'),
  ],
  [
    'a group without a channel',
    step('replica-lag', 'replica', {}, 'group-replication'),
    /replicas fetch from a source/,
    step('replica-lag', 'replica', {}, 'async'),
  ],
  [
    'a channel of Galera',
    step('errant-transaction', 'replica', {}, 'galera'),
    /replicas fetch from a source/,
    step('errant-transaction', 'replica', {}, 'mariadb-semisync'),
  ],
  [
    'binary logs of Galera',
    step('purge-binlogs', 'primary', {}, 'galera'),
    /purge-binlogs needs that nodes keep binary logs/,
    step('purge-binlogs', 'primary', {}, 'group-replication'),
  ],
  [
    'a damaged binary log of Galera',
    step('corrupt-binlog', 'primary', {}, 'galera'),
    /corrupt-binlog needs that nodes keep binary logs/,
    step('corrupt-binlog', 'primary', {}, 'standalone'),
  ],
  [
    'pages of another engine',
    step('corrupt-page', 'primary', {}, 'mariadb-semisync'),
    /corrupt-page needs mysql, found mariadb: only the checksums of pages of MySQL can be read/,
    step('corrupt-page', 'primary', {}, 'semisync'),
  ],
  [
    'a broken channel in a group',
    step('break-replication', 'replica', {}, 'group-replication-multi'),
    /fetch from a source/,
    step('break-replication', 'replica'),
  ],
  [
    'a replica of nobody',
    step('replica-lag', 'replica', {}, 'standalone'),
    /target that topology standalone has \(primary, nodes\)/,
    step('kill', 'nodes', {}, 'standalone'),
  ],
  [
    'a candidate of nobody',
    step('kill', 'candidate', {}, 'group-replication'),
    /target that topology group-replication has/,
    { method: [kill, { at: '3s', fault: 'kill', target: 'candidate' }] },
  ],
  [
    'a volume that nodes do not have',
    step('disk-full', 'primary', { with: { volume: 'binlog' } }, 'group-replication'),
    /volumes\.binlog/,
    step('disk-full', 'primary', { with: { volume: 'binlog' } }),
  ],
  [
    'a folder that is no volume',
    step('volume-lost', 'primary', { with: { folders: ['/var/lib/haproxy'] } }),
    /folders of the volumes/,
    step('volume-lost', 'primary', { with: { folders: ['/var/lib/mysql-binlog'] } }),
  ],
  [
    'a folder by a way back',
    step('volume-lost', 'primary', { with: { folders: ['/var/lib/..'] } }),
    /expected a folder of \/var\/lib/,
    step('volume-lost', 'primary', { with: { folders: ['/var/lib/mysql'] } }),
  ],
  [
    'a system schema in capitals',
    step('drop-database', 'primary', { with: { schema: 'MySQL' } }),
    /not one of the server's own/,
    step('drop-database', 'primary', { with: { schema: 'MySQLs' } }),
  ],
  [
    'a cut from itself',
    partition('proxy', { from: ['proxy'] }),
    /besides its target/,
    partition('proxy', { from: ['manager'] }),
  ],
  [
    'a cut from itself among others',
    partition('primary', { from: ['primary', 'proxy'] }),
    /with\.from\.0: expected a role that somebody besides the primary plays/,
    partition('primary', { from: ['replica', 'proxy'] }),
  ],
  [
    'a cut from the only primary',
    partition('nodes', { from: ['primary'] }),
    /besides its target/,
    partition('nodes', { from: ['replica'] }),
  ],
  [
    'a cut from a manager that is not there',
    partition('primary', { relation: 'manager' }, 'group-replication'),
    /needs a manager/,
    partition('primary', { relation: 'replication' }, 'group-replication'),
  ],
  [
    'no cut at all',
    partition('primary', {}),
    /either a relation or from/,
    partition('primary', { relation: 'clients' }),
  ],
  [
    'an end of what lasts',
    step('truncate', 'primary', { for: '5s' }),
    /method\.0\.for: expected no `for` with truncate/,
    step('lock-table', 'primary', { for: '5s' }),
  ],
];

describe('a fault at a target where it means nothing is refused', () => {
  test.each(kinds)('%s', async (_, wrong, says, fine) => {
    const { refused } = await judged(wrong);
    expect(refused).toEqual([expect.stringMatching(says)]);
    expect(refused).toEqual([expect.stringMatching(/^drill\.yml:\d+:\d+: /)]);
    expect((await judged(fine)).refused).toEqual([]);
  });

  test('a candidate may be a replica still, or the primary by now: that is a warning', async () => {
    const at = (on: string) => ({ method: [kill, { on, fault: 'lock-table', target: 'candidate' }] });
    expect((await judged(at('promoted'))).warned).toEqual([]);
    expect((await judged(at('candidate-chosen'))).warned).toEqual([
      expect.stringContaining('method.1.target: the candidate is a replica by then'),
    ]);
  });
});

describe('what a fault needs of the nodes', () => {
  const pair = (node: string): string => `
x-ha-drill:
  title: a pair of our own
  replication: async
  nodes: [db1, db2]
  endpoints: { write: { service: db1, port: 3306 } }
services:
  db1: ${node}
  db2: ${node}
volumes: { data: {} }
`;
  const about = async (node: string, fault: string) => {
    const folder = await folderWith({ 'own/compose.yml': pair(node) });
    return judged(step(fault, 'replica', {}, `${folder}/own`));
  };

  test('a volume with a name, where it says that the nodes mount theirs', async () => {
    for (const fault of ['disk-full', 'disk-slow', 'io-error', 'power-loss']) {
      expect((await about('{ image: mysql }', fault)).refused).toEqual([
        expect.stringMatching(
          new RegExp(
            `^drill.yml:\\d+:.*method.0.fault: .*own can have: ${fault} needs a volume with a name at /var/lib/mysql`,
          ),
        ),
      ]);
    }
    expect((await about('{ image: mysql, volumes: ["data:/var/lib/mysql"] }', 'disk-full')).refused).toEqual(
      [],
    );
  });

  test('something that the images of ha-drill have: of another image it warns', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Compose
    const ours = '{ image: "${HA_DRILL_MYSQL_IMAGE:-mysql}" }';
    for (const [fault, what] of [
      ['corrupt-page', 'a supervisor as PID 1'],
      ['clock-skew', 'a library'],
    ] as const) {
      expect((await about('{ image: mysql }', fault)).warned).toEqual([
        expect.stringContaining(`${fault} needs ${what}`),
      ]);
      expect(await about(ours, fault)).toEqual({ refused: [], warned: [] });
    }
  });

  test('is said beside a role that does not fit, all at once', async () => {
    expect((await judged(step('replica-lag', 'primary', {}, 'group-replication'))).refused).toEqual([
      expect.stringContaining('replicas fetch from a source'),
      expect.stringContaining('only a replica can lag'),
    ]);
  });
});

describe('each fault', () => {
  const roles = ['primary', 'replica', 'proxy', 'manager'] as const;

  test.each(faultNames)('%s is refused at every other role, and nowhere else', async (fault) => {
    const parameters = fault === 'partition' ? { with: { from: ['replica'] } } : {};
    for (const role of roles) {
      const { refused } = await judged(step(fault, role, parameters));
      expect(refused.length === 0, `${fault} at ${role}: ${refused}`).toBe(
        faults[fault].premises.target.roles.includes(role),
      );
    }
  });
});

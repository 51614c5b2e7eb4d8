import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { draft } from '../../../src/init/draft.ts';
import { guessRecovery, mayRecover } from '../../../src/init/guess-recovery.ts';
import { localAddresses, virtualAddresses } from '../../../src/init/virtual-addresses.ts';
import { yamlOf } from '../../../src/init/write-yaml.ts';
import { stackSchema } from '../../../src/topology/stack-schema.ts';
import { grounds } from './resolved.ts';
import { guarded, leader, replica, route, seen } from './seen-states.ts';

const shop = `
mysql-a: &m { image: "mysql:8.4", restart: unless-stopped, environment: { MYSQL_ROOT_PASSWORD: secret-word }, volumes: ["d:/var/lib/mysql"] }
mysql-b: { <<: *m }
mysql-c: { <<: *m }
set-up: { image: "mysql:8.4", entrypoint: [/bin/bash, /init.sh], environment: { MYSQL_ROOT_PASSWORD: secret-word }, depends_on: { mysql-a: { condition: service_healthy } } }
haproxy: { image: "haproxy:3.2", ports: [{ target: 3306 }, { target: 3307 }], depends_on: { set-up: { condition: service_completed_successfully } } }
failover: { image: signal18/replication-manager }
grafana: { image: grafana/grafana }
`;

const look = seen(
  [
    leader('mysql-a', { semisyncTimeoutMs: 1000, hasClone: false, startsWritable: true }, guarded),
    replica('mysql-b', 'mysql-a', { hasClone: false }, guarded),
    replica('mysql-c', 'mysql-a', { hasClone: false }, guarded),
  ],
  {
    ended: [{ service: 'set-up', exitCode: 0 }],
    routes: [
      route('haproxy', 3306, 'mysql-a', 'mysql-a', 'mysql-a'),
      route('haproxy', 3307, 'mysql-b', 'mysql-c', 'mysql-b'),
      route('grafana', 3000, null),
    ],
  },
);
const neighbours = [{ path: './rejoin.sh', text: 'docker compose exec $HA_DRILL_NODE', isExecutable: true }];

test('the whole file', () => {
  const { text } = draft({ ...grounds(shop), neighbours }, look);
  expect(text).toMatchInlineSnapshot(`
    "# How ha-drill drills the stack of docker-compose.yml, which stays as it is.
    # Written by \`ha-drill init\`, which looked at an isolated copy of the stack.
    # Change what is wrong, and answer each QUESTION. \`ha-drill schema stack\` prints the whole format.

    compose: docker-compose.yml

    # mysql-a, mysql-b and mysql-c: its image is mysql, it keeps /var/lib/mysql, it gets
    #   MYSQL_ROOT_PASSWORD.
    # Not set-up: others wait until it has ended.
    # FINDING: mysql-a, mysql-b and mysql-c have no clone plugin: a node whose data is lost gets it anew
    #   by another way, which is yours to say (recovery: rebuild).
    nodes: [ mysql-a, mysql-b, mysql-c ]

    # mysql-a waits for an acknowledgement, which 2 of 2 replicas give.
    # mysql-a: the primary, replicates from nobody, version 8.4.3.
    # mysql-b: super_read_only, replicates from mysql-a, version 8.4.3.
    # mysql-c: super_read_only, replicates from mysql-a, version 8.4.3.
    # FINDING: rpl_semi_sync_source_timeout is 1.00 s: when no replica acknowledges within it, commits
    #   go on without one, and a primary that is lost then takes them with it.
    replication: semisync-with-timeout

    # haproxy:3306: all of 3 connections led to mysql-a, the primary.
    # haproxy:3307: of 3 connections 2 led to mysql-b; 1 led to mysql-c.
    endpoints:
      write: { service: haproxy, port: 3306 }
      read: { service: haproxy, port: 3307 }

    # haproxy is HAProxy: its image is haproxy.
    proxy: { service: haproxy }

    # failover is replication-manager: its image is signal18/replication-manager.
    # What it does is seen from outside: this version does not read its words.
    # FINDING: mysql-a starts writable: no configuration of it says super_read_only. Once another node
    #   leads, it comes back as a second primary, unless somebody keeps it from that.
    failover:
      tool: other
      services: [ failover ]

    # Accounts: root, by MYSQL_ROOT_PASSWORD of the containers, makes those of the drill on the primary.

    # ./rejoin.sh uses HA_DRILL_NODE, so it was written for this.
    recovery: { rejoin: ./rejoin.sh }

    # Other services, which may be targets by name and are not judged: set-up, grafana.
    "
  `);
  expect(stackSchema.parse(parse(text))).toMatchObject({ nodes: ['mysql-a', 'mysql-b', 'mysql-c'] });
  expect(text).not.toContain('secret-word');
});

test('a comment ends where it should, whatever a server said', () => {
  const entry = { key: '', reasons: ['said: a\nreplication: async\r\u2028x: 1\u0000'], value: undefined };
  const text = yamlOf(['head'], [entry, { key: 'nodes', value: ['a: b', '# c'], reasons: [] }]);
  expect(parse(text)).toEqual({ nodes: ['a: b', '# c'] });
});

test('a command that was written for drills is taken; another one is suggested', () => {
  const other = { path: './scripts/rebuild-node.sh', text: 'set -e', isExecutable: false };
  const taken = guessRecovery([...neighbours, other]);
  expect(taken.value).toEqual({ rejoin: './rejoin.sh' });
  expect(taken.questions).toEqual([
    'is ./scripts/rebuild-node.sh the command for `rebuild`? It does not use HA_DRILL_NODE yet.',
  ]);
  const suggested = guessRecovery([other]);
  expect(suggested.value).toBeUndefined();
  expect(suggested.example).toEqual({ recovery: { rebuild: 'sh ./scripts/rebuild-node.sh' } });
});

test.each([
  ['rejoin.sh', true],
  ['after_reboot.js', true],
  ['rebuild-node', true],
  ['rebuild.md', false],
  ['prejoined.sh', false],
])('whether %s may bring nodes back: %s', (name, may) => {
  expect(mayRecover(name)).toBe(may);
});

test('addresses that the kernel has, and addresses that keepalived moves', () => {
  const trie = `Main:
  +-- 0.0.0.0/0 3 0 5
Local:
  +-- 0.0.0.0/0 3 0 5
     +-- 127.0.0.0/8 2 0 2
           |-- 127.0.0.1
              /32 host LOCAL
     +-- 172.31.9.0/24 2 0 2
        |-- 172.31.9.2
           /32 host LOCAL
        |-- 172.31.9.100
           /32 host LOCAL
        |-- 172.31.9.255
           /32 link BROADCAST
`;
  expect(localAddresses(trie)).toEqual(['172.31.9.2', '172.31.9.100']);
  const text = 'virtual_ipaddress {\n  10.1.2.3/24 dev eth0\n 10.1.2.4 }\nunicast_peer { 10.9.9.9 }';
  expect(virtualAddresses({ files: [{ path: '/k.conf', text }] })).toEqual(['10.1.2.3', '10.1.2.4']);
});

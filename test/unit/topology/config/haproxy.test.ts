import { expect, test } from 'vitest';
import { mapProxy, type ProxyChoice } from '../../../../src/topology/config/haproxy.ts';

function mapped(text: string, choice: ProxyChoice = {}) {
  return mapProxy('haproxy.cfg', text, choice, {
    nodes: ['db1', 'db2', 'db3'],
    sockets: ['stats socket ipv4@0.0.0.0:9999 level admin'],
    write: { name: 'write', port: 3306, isRouted: true },
    read: { name: 'read', port: 3307, isRouted: false },
    ourRead: ['listen read', '  bind :3307'],
  });
}

const textsOf = (text: string, choice: ProxyChoice = {}) =>
  mapped(text, choice).lines.map((line) => line.text.trim());
const refusals = (text: string, choice: ProxyChoice = {}) =>
  mapped(text, choice).problems.map(({ line, message }) => [line, message]);

const two = `defaults
  timeout connect 2s
listen galera
  bind *:13306
  balance leastconn
  option mysql-check user clustercheck
  server a 10.0.0.1:3306 check inter 3s fall 4 rise 2 on-marked-down shutdown-sessions
  server b 10.0.0.2:3306 check inter 3s backup
`;

test('balance, time-outs and checks stay; names and ports become ours, and the check logs in as nobody', () => {
  expect(textsOf(two)).toEqual([
    'global',
    'stats socket ipv4@0.0.0.0:9999 level admin',
    'nbthread 1',
    'defaults',
    'timeout connect 2s',
    '',
    'listen write',
    'bind :3306',
    'balance leastconn',
    'option mysql-check',
    'server db1 db1:3306 check inter 3s fall 4 rise 2 on-marked-down shutdown-sessions disabled',
    'server db2 db2:3306 check inter 3s backup disabled',
    'server db3 db3:3306 check inter 3s backup disabled',
    'listen read',
    'bind :3307',
  ]);
});

test('each line that is another one is told, with its place', () => {
  const { changes } = mapped(two);
  expect(changes.map(({ line, used }) => [line, used])).toEqual([
    [3, 'listen write'],
    [4, 'bind :3306'],
    [6, 'option mysql-check'],
    [7, 'server db1 db1:3306 check inter 3s fall 4 rise 2 on-marked-down shutdown-sessions disabled'],
    [8, 'server db2 db2:3306 check inter 3s backup disabled'],
    [8, 'server db3 db3:3306 check inter 3s backup disabled'],
  ]);
  expect(changes.at(-1)?.why).toContain('no line of yours stands for this node');
});

const split = `frontend front
  bind :6446
  default_backend primary
backend primary
  server x 10.0.0.3:3306 check
listen replicas
  bind :6447
  server y 10.0.0.1:3306 check weight 10
  server x 10.0.0.3:3306 check
  server z 10.0.0.2:3306 check
  server w 10.0.0.9:3306 check
`;

test('an address is the same node in all sections, in the order in which addresses appear', () => {
  const texts = textsOf(split, { write: 'front', read: 'replicas' });
  expect(texts.filter((text) => text.startsWith('server'))).toEqual([
    ...['db1', 'db2', 'db3'].map((node) => `server ${node} ${node}:3306 check disabled`),
    'server db2 db2:3306 check weight 10',
    'server db1 db1:3306 check',
    'server db3 db3:3306 check',
  ]);
  const { changes, reads } = mapped(split, { write: 'front', read: 'replicas' });
  expect(reads).toBe(true);
  expect(changes.find(({ line }) => line === 11)).toMatchObject({ used: null });
});

test('which of several is for writes is a question, with the names', () => {
  expect(refusals(split)).toEqual([
    [
      undefined,
      expect.stringMatching(/^which of front, replicas do applications write to\? Say it: proxy: \{ file/),
    ],
  ]);
  expect(refusals(split, { write: 'fornt' })).toEqual([
    [undefined, 'expected one of front, replicas, found no listen or frontend fornt'],
  ]);
  expect(refusals(split, { write: 'front', read: 'front' })).toHaveLength(1);
});

test('what the container decides, other sections and other options of servers are left out and told', () => {
  const text = `global
  daemon
  maxconn 99
  log /dev/log local0
resolvers docker
  nameserver dns 127.0.0.11:53
${two}  server c c:3306 check resolvers docker init-addr none send-proxy
listen stats
  bind :8404
  mode http
`;
  const { lines, changes } = mapped(text);
  const texts = lines.map((line) => line.text.trim());
  expect(texts).toContain('maxconn 99');
  expect(texts).toContain('server db3 db3:3306 check disabled');
  expect(changes.filter(({ used }) => used === null).map(({ line }) => line)).toEqual([2, 4, 5, 16]);
  expect(texts.join('\n')).not.toMatch(/daemon|resolvers|8404|local0/);
});

test.each([
  ['option httpchk GET /role', /no node has an HTTP service/],
  ['option external-check', /no program as a check/],
  ['external-check command /usr/bin/check.sh', /no program as a check/],
  ['option pgsql-check user x', /a check that MySQL answers/],
  ['tcp-check connect port 9200', /found port 9200/],
  ['tcp-check send-binary 00', /no login by hand/],
  ['use_backend other if { nbsrv lt 1 }', /a choice between several/],
  ['server c 10.0.0.3:3306 check port 9200', /found port 9200, which no node has/],
  ['server c 10.0.0.3:3306 agent-check agent-port 9999', /no agent-check/],
  ['server-template db 3 db.shop:3306 check', /expected a line `server` for each/],
  ['mode http', /expected mode tcp for galera/],
])('%s is refused with its line', (line, message) => {
  expect(refusals(`${two}  ${line}\n`)).toContainEqual([9, expect.stringMatching(message)]);
});

test('a check at the port of the server itself is no other port', () => {
  expect(textsOf(`${two}  server c 10.0.0.3:3307 check port 3307 inter 9s\n`)).toContain(
    'server db3 db3:3306 check inter 9s disabled',
  );
});

test.each(['', 'global\n  daemon\n', 'listen x\n  bind :1\n', 'stray line\n'])(
  '%j is no proxy in front of servers',
  (text) => {
    expect(refusals(text)).not.toEqual([]);
  },
);

test('a password of a page of statistics is told nowhere', () => {
  const all = JSON.stringify(mapped(`${two}  stats auth admin:Zz99secret\n`));
  expect(all).toContain('stats auth admin:(hidden)');
  expect(all).not.toContain('Zz99secret');
});

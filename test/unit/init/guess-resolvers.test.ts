import { expect, test } from 'vitest';
import { guessResolvers } from '../../../src/init/guess-resolvers.ts';
import type { MovingName } from '../../../src/init/seen.ts';
import { drafted, grounds, noFiles, questionsOf, written } from './resolved.ts';
import { leader, replica, route, seen } from './seen-states.ts';

const stack = `
db1: &m { image: "mysql:8.4", environment: { MYSQL_ROOT_PASSWORD: x }, volumes: ["d:/var/lib/mysql"] }
db2: { <<: *m }
app: { image: shop/app, environment: { DB_HOST: db.shop.test, CONFIG: app.yml } }
`;
const dnsmasq = `${stack}dns: { image: "shop/dnsmasq:2", command: [dnsmasq, -k, --conf-file=/etc/dnsmasq.conf] }\n`;
const of = (services: string, text = '') =>
  guessResolvers(grounds(services, { ...noFiles, mounted: { dns: [{ path: '/etc/x', text }] } }).facts);

test('a name server is known by its image, and names by the files and variables of the stack', () => {
  expect(of(dnsmasq, 'address=/rw.shop.test/10.0.0.2\nconf-dir=/etc/dnsmasq.d\n')).toEqual([
    {
      service: 'dns',
      label: 'dnsmasq',
      port: 53,
      names: expect.arrayContaining(['db.shop.test', 'rw.shop.test']),
    },
  ]);
  expect(of(stack)).toEqual([]);
});

test('Consul has a name for each service that is registered', () => {
  const [consul] = of(
    `${stack}dns: { image: "hashicorp/consul:1.20" }\n`,
    '{ "service": { "name": "mysql" } }',
  );
  expect(consul).toMatchObject({ label: 'Consul', port: 8600 });
  expect(consul?.names).toEqual(
    expect.arrayContaining(['mysql.service.consul', 'master.mysql.service.consul']),
  );
});

const pair = [leader('db1'), replica('db2', 'db1')];
const name = (called: string, ...led: MovingName['led']): MovingName => ({
  name: called,
  resolver: { service: 'dns', port: 53 },
  port: 3306,
  led,
});
const rw = { name: 'rw.shop.test', resolver: { service: 'dns', port: 53 }, port: 3306 };

test('a name that leads to the primary alone is the endpoint, with the question whether it moves', () => {
  const names = [
    name('ro.shop.test', 'db2'),
    name('all.shop.test', 'db1', 'db2'),
    name('rw.shop.test', 'db1'),
  ];
  const draft = drafted(dnsmasq, noFiles, seen(pair, { names }));
  expect(written(draft).endpoints).toEqual({ write: rw });
  expect(draft.text).toContain('# ro.shop.test: the name server dns says db2.');
  expect(questionsOf(draft)).toContainEqual(
    expect.stringMatching(/^does rw\.shop\.test move with the primary/),
  );
});

test('where a proxy leads there, too, the name is asked about', () => {
  const services = `${dnsmasq}lb: { image: "haproxy:3.2" }\n`;
  const found = seen(pair, { names: [name('rw.shop.test', 'db1')], routes: [route('lb', 3306, 'db1')] });
  const draft = drafted(services, noFiles, found);
  expect(written(draft).endpoints).toEqual({ write: { service: 'lb', port: 3306 } });
  expect(questionsOf(draft)).toContainEqual(
    expect.stringContaining('rw.shop.test, by the name server dns, leads to'),
  );
});

test('a name server of which nothing is known, and an alias that Docker is told, are asked about', () => {
  const move = 'docker network connect --alias=db-rw shop_default "$1"\n';
  const draft = drafted(
    dnsmasq,
    { ...noFiles, mounted: { app: [{ path: '/move.sh', text: move }] } },
    seen(pair),
  );
  expect(questionsOf(draft)).toContainEqual(expect.stringMatching(/^dns is a name server \(dnsmasq\)/));
  expect(questionsOf(draft)).toContainEqual(expect.stringMatching(/primary by db-rw, an alias/));
});

import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { drafted } from './resolved.ts';

const db = (more: string) => `{ image: "mysql:9.7", environment: { MYSQL_ROOT_PASSWORD: x }, ${more} }`;

test.each([
  ['command: ["mysqld", "--port=3311"]', 3311],
  ['command: ["mysqld", "--port", "3311"]', 3311],
  ['command: mysqld --server-id=1 -P 3311', 3311],
  ['command: [--loose-port=3311, --report-port=9999, --mysqlx-port=33071]', 3311],
  ['command: [--port=x]', undefined],
  ['command: [--port=3306]', undefined],
])('%s', (command, port) => {
  expect(parse(drafted(`db: ${db(command)}`).text).port).toBe(port);
});

test('files and the environment say it, too; the command has the last word', () => {
  const mounted = (text: string) => ({
    mounted: { db: [{ path: '/etc/mysql/conf.d/x.cnf', text }] },
    builds: {},
  });
  const portBy = (text: string, more = 'command: [--server-id=1]') =>
    parse(drafted(`db: ${db(more)}`, mounted(text)).text).port;
  expect(portBy('[client]\nport = 1\n[mysqld]\nport = 3312\n[mysqldump]\nport = 2\n')).toBe(3312);
  expect(portBy('port = 3312\n')).toBeUndefined();
  expect(portBy('[mysqld]\nport = 3312\n', 'command: [--port=3313]')).toBe(3313);
  const variable = '{ image: "mysql:9.7", environment: { MYSQL_ROOT_PASSWORD: x, MYSQL_TCP_PORT: "3314" } }';
  expect(parse(drafted(`db: ${variable}`).text).port).toBe(3314);
});

test('servers that differ are told one by one, and an endpoint of nodes leaves its port to them', () => {
  const text = drafted(`a: ${db('command: [--port=3311]')}\nb: ${db('command: [--server-id=2]')}`).text;
  expect(parse(text)).toMatchObject({
    port: { a: 3311, b: 3306 },
    endpoints: { write: { services: ['a', 'b'] } },
  });
  expect(text).toContain('# a listens at 3311 and b listens at 3306, by command, environment or my.cnf.');
  const alike = drafted(`a: ${db('command: [--port=3311]')}\nb: ${db('command: [--port=3311]')}`).text;
  expect(parse(alike)).toMatchObject({ port: 3311, endpoints: { write: { port: 3311 } } });
});

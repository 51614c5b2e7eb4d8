import { expect, test } from 'vitest';
import type { ComposeConfig } from '../../../src/topology/compose-config.ts';
import { secretsOf, withoutSecrets } from '../../../src/topology/without-secrets.ts';

const service = (more: object) => ({ environment: {}, volumes: [], networks: {}, ...more });
const config = (services: Record<string, object>): ComposeConfig => ({
  services: Object.fromEntries(Object.entries(services).map(([name, one]) => [name, service(one)])),
  networks: {},
  volumes: {},
});

test('secrets by the name of their variable are left out, and wherever they stand again', () => {
  const stack = config({
    db: {
      environment: { MYSQL_ROOT_PASSWORD: 'Sup3r$$ecret', MYSQL_DATABASE: 'shop', REPL_PWD: 'hunter22' },
    },
    init: { command: ['sh', '-c', 'mysql -uroot -pSup3r$$ecret -e "SELECT 1"', 'hunter22'] },
    app: { environment: { DATABASE_URL: 'mysql://shop:tr0ub4dor@db:3306/shop', API_TOKEN: 'tok-1234' } },
  });
  const text = withoutSecrets(stack);
  for (const secret of ['Sup3r', 'hunter22', 'tr0ub4dor', 'tok-1234']) expect(text).not.toContain(secret);
  expect(text).toContain('MYSQL_DATABASE: shop');
  expect(text).toContain('mysql://shop:(hidden)@db:3306/shop');
});

test('a secret in an option or an assignment is left out; one that is named by a variable stays', () => {
  const text = withoutSecrets(
    config({
      a: { command: ['--password=opensesame', '--server-id=1'] },
      b: { healthcheck: { test: ['CMD-SHELL', 'MYSQL_PWD=$$MYSQL_ROOT_PASSWORD mysqladmin ping'] } },
      c: { command: ['mysqladmin', '-popensesame', 'ping'] },
    }),
  );
  expect(text).not.toContain('opensesame');
  expect(text).toContain('--server-id=1');
  expect(text).toContain('$$MYSQL_ROOT_PASSWORD mysqladmin ping');
});

test('the file of a secret is named', () => {
  const stack = config({ db: { environment: { MYSQL_ROOT_PASSWORD_FILE: '/run/secrets/root' } } });
  expect(withoutSecrets(stack)).toContain('/run/secrets/root');
  expect(secretsOf(stack)).toEqual([]);
});

test('secrets are told as written and as they are in the container', () => {
  const stack = config({
    db: { environment: { MYSQL_ROOT_PASSWORD: 'a$$bcd', MYSQL_ALLOW_EMPTY_PASSWORD: 'yes' } },
  });
  expect(secretsOf(stack)).toEqual(['a$$bcd', 'a$bcd']);
});

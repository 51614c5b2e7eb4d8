import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hidden, keepNamedSecret, keepSecret, struck, struckJson } from '../../src/secrets.ts';

test.each([
  ['an address with user-info', 'mysql://shop:tr0ub4dor@db:3306/shop', 'mysql://shop:(hidden)@db:3306/shop'],
  [
    'a webhook',
    'posts to https://hooks.slack.com/services/T0/B0/xyz now',
    'posts to https://hooks.slack.com/services/(hidden) now',
  ],
  ['another webhook', 'https://discord.com/api/webhooks/1/abc', 'https://discord.com/api/webhooks/(hidden)'],
  ['an assignment', 'MYSQL_PWD=opensesame mysqladmin ping', 'MYSQL_PWD=(hidden) mysqladmin ping'],
  ['an option', '--password=opensesame --server-id=1', '--password=(hidden) --server-id=1'],
  ['YAML', 'API_TOKEN: abcdef\nMYSQL_DATABASE: shop', 'API_TOKEN: (hidden)\nMYSQL_DATABASE: shop'],
  ['a short option', 'mysql -uroot -popensesame -e 1', 'mysql -uroot -p(hidden) -e 1'],
])('%s: what is secret in it is struck out by where it stands', (_, text, expected) => {
  expect(struck(text)).toBe(expected);
});

test.each([
  "Access denied for user 'a'@'b' (using password: YES)",
  'HA_DRILL_ADMIN_PASSWORD: $HA_DRILL_ADMIN_PASSWORD',
  'PASSWORD:\n  description: of the application',
  'http://proxy:3306 and root@localhost',
  '{"token": 12345, "secret": true, "password": null}',
  'https://db.example.com/services',
  'The password of root is not known.',
  'ha-drill: /etc/passwd:1:1: x-ha-drill: expected a section',
])('%s: stays as it is', (text) => {
  expect(struck(text)).toBe(text);
});

test('a declared secret is struck out wherever it stands, as text, in an address and in JSON', () => {
  const secret = 'can"ary\\/7';
  keepSecret(secret);
  for (const text of [secret, `a${secret}b`, encodeURIComponent(secret), JSON.stringify({ a: secret })]) {
    expect(struck(text)).not.toMatch(/can.{0,3}ary/);
  }
  expect(JSON.parse(struckJson({ a: secret, b: [`x${secret}`], n: 1 }))).toEqual({
    a: hidden,
    b: [`x${hidden}`],
    n: 1,
  });
});

test('a word that is called a secret and protects nothing stays where it is a word', () => {
  for (const word of ['mysql', 'replication', '3306', 'yes', '/run/secrets/root']) keepNamedSecret(word);
  const text = 'mysql: replication on port 3306, yes, by /run/secrets/root';
  expect(struck(text)).toBe(text);
  keepNamedSecret('hunter22');
  expect(struck('echo hunter22')).toBe(`echo ${hidden}`);
});

test('whatever a secret is made of, no text has it any more, and JSON stays JSON', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 8, maxLength: 30, unit: 'grapheme' }),
      fc.string(),
      fc.string(),
      (secret, before, after) => {
        fc.pre(!hidden.includes(secret) && secret.trim() === secret && !secret.includes(hidden));
        keepSecret(secret);
        expect(struck(`${before}${secret}${after}`)).not.toContain(secret);
        expect(JSON.stringify(JSON.parse(struckJson({ text: `${before}${secret}` })))).not.toContain(secret);
      },
    ),
    { numRuns: 200 },
  );
});

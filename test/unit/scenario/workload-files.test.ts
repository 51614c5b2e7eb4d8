import { expect, test } from 'vitest';
import { loadScenario } from '../../../src/scenario/load.ts';
import { folderWith, refusal } from '../document/files.ts';
import { killPrimary, pair } from './examples.ts';

const scenario = `${killPrimary}workload:
  beside:
    - kind: sql
      with: { file: shop/shop.yml }
`;
const shop = `prepare: tables.sql
operations:
  buy:
    weight: 3
    write: INSERT INTO a VALUES ({{ sequence }})
  pay:
    think: 5ms
    transaction:
      - SELECT {{ int 1 9 as id }}
      - UPDATE a SET b = {{ id }}
invariants:
  sold: SELECT 1 FROM a WHERE b < 0
`;
const tables = 'CREATE TABLE a (b INT);\n\nINSERT INTO a VALUES (1);\n';

const files = (changes: Record<string, string> = {}) =>
  folderWith({
    'drill.yml': scenario,
    'pair/compose.yml': pair,
    'shop/shop.yml': shop,
    'shop/tables.sql': tables,
    ...changes,
  });

test('what the files hold is part of the scenario', async () => {
  const folder = await files();
  const { scenario: loaded } = await loadScenario(`${folder}/drill.yml`);
  const usual = { isolation: 'repeatable-read', thinkMs: 0, weight: 1 };
  expect(loaded.workload.beside?.[0]?.with).toEqual({
    file: 'shop/shop.yml',
    content: {
      prepare: [
        { at: `${folder}/shop/tables.sql:1`, sql: 'CREATE TABLE a (b INT)' },
        { at: `${folder}/shop/tables.sql:3`, sql: 'INSERT INTO a VALUES (1)' },
      ],
      operations: {
        buy: { ...usual, kind: 'write', weight: 3, statements: ['INSERT INTO a VALUES ({{ sequence }})'] },
        pay: {
          ...usual,
          kind: 'transaction',
          thinkMs: 5,
          statements: ['SELECT {{ int 1 9 as id }}', 'UPDATE a SET b = {{ id }}'],
        },
      },
      invariants: { sold: 'SELECT 1 FROM a WHERE b < 0' },
      invariantShare: 0.02,
    },
  });
});

test.each([
  [
    'no such file',
    { 'drill.yml': scenario.replace('shop.yml', 'shopp.yml') },
    'drill.yml:14:21: workload.beside.0.with.file: expected a file, found none at shop/shopp.yml',
  ],
  [
    'no file at all',
    { 'drill.yml': scenario.replace('{ file: shop/shop.yml }', '{}') },
    'workload.beside.0.with.file: expected text',
  ],
  [
    'its content by hand',
    {
      'drill.yml': scenario.replace(
        'shop.yml',
        'shop.yml, content: { prepare: [], operations: {}, invariants: {}, invariantShare: 1 }',
      ),
    },
    'workload.beside.0.with.content: expected `file` alone',
  ],
  ['no YAML', { 'shop/shop.yml': 'prepare: [' }, 'shop/shop.yml:1:11: not valid YAML'],
  [
    'a key that is none',
    { 'shop/shop.yml': shop.replace('think', 'thinks') },
    'shop/shop.yml:7:5: operations.pay: expected a known key, found "thinks"; did you mean think?',
  ],
  [
    'a read that writes',
    { 'shop/shop.yml': shop.replace('    weight: 3\n', '    read: SELECT 1\n') },
    'shop/shop.yml:4:5: operations.buy: expected one of read, write and transaction, found a map',
  ],
  [
    'a placeholder that is none',
    { 'shop/shop.yml': shop.replace('{{ id }}', '{{ ide }}') },
    'shop/shop.yml:10:9: operations.pay.transaction.1: expected a name that an earlier placeholder has',
  ],
  [
    'a placeholder in an invariant',
    { 'shop/shop.yml': shop.replace('< 0', '< {{ int 1 2 }}') },
    'shop/shop.yml:12:9: invariants.sold: expected a query without placeholders',
  ],
  [
    'no invariant',
    { 'shop/shop.yml': shop.replace(/\n {2}sold.*/, ' {}') },
    'shop/shop.yml:11:13: invariants: expected 1 to 50 invariants, found a map',
  ],
  [
    'no script',
    { 'shop/shop.yml': shop.replace('tables.sql', 'no.sql') },
    'shop/shop.yml:1:10: prepare: expected a file, found none at shop/no.sql',
  ],
  [
    'a script of nothing',
    { 'shop/tables.sql': '-- nothing\n' },
    'shop/tables.sql:1:1: expected statements, found none',
  ],
  [
    'a script that ends in a quote',
    { 'shop/tables.sql': `${tables}SELECT 'a` },
    "shop/tables.sql:4:1: expected the end of what ' begins",
  ],
])('%s is refused with its place', async (_, changes, message) => {
  const folder = await files(changes);
  expect(await refusal(folder, loadScenario(`${folder}/drill.yml`))).toContain(message);
});

import { expect, test } from 'vitest';
import { partsOfTable } from '../../../src/engine/table-definitions.ts';

const text = `CREATE TABLE \`orders\` (
  \`id\` int unsigned NOT NULL AUTO_INCREMENT,
  \`odd\`\`name, KEY\` varchar(10) DEFAULT 'a,\\n)',
  PRIMARY KEY (\`id\`),
  UNIQUE KEY \`by name\` (\`odd\`\`name, KEY\`),
  FULLTEXT KEY \`words\` (\`odd\`\`name, KEY\`),
  CONSTRAINT \`positive\` CHECK ((\`id\` > 0))
) ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4
/*!50100 PARTITION BY HASH (\`id\`)
PARTITIONS 2 */`;

test('each column, key and constraint is a part, by its name', () => {
  const { 'table shop.orders': options, ...parts } = partsOfTable('shop.orders', text);
  expect(parts).toEqual({
    'column shop.orders.id': '`id` int unsigned NOT NULL AUTO_INCREMENT',
    'column shop.orders.odd`name, KEY': "`odd``name, KEY` varchar(10) DEFAULT 'a,\\n)'",
    'key shop.orders.PRIMARY': 'PRIMARY KEY (`id`)',
    'key shop.orders.by name': 'UNIQUE KEY `by name` (`odd``name, KEY`)',
    'key shop.orders.words': 'FULLTEXT KEY `words` (`odd``name, KEY`)',
    'constraint shop.orders.positive': 'CONSTRAINT `positive` CHECK ((`id` > 0))',
    'columns of shop.orders': 'id, odd`name, KEY',
  });
  expect(options).toMatch(/^[0-9a-f]{16}$/);
});

test('the next value of AUTO_INCREMENT does not count, partitions and engine do', () => {
  const options = (from: string, to: string) =>
    partsOfTable('a.b', text.replace(from, to))['table a.b'] === partsOfTable('a.b', text)['table a.b'];
  expect(options('AUTO_INCREMENT=7', 'AUTO_INCREMENT=8')).toBe(true);
  expect(options(' AUTO_INCREMENT=7', '')).toBe(true);
  expect(options('PARTITIONS 2', 'PARTITIONS 3')).toBe(false);
  expect(options('InnoDB', 'MyISAM')).toBe(false);
});

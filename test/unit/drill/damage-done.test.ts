import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { damageDone } from '../../../src/drill/restore/damage-done.ts';
import { destructiveFaults, type FaultName, faultNames, faults } from '../../../src/faults/list.ts';
import { effectsOf } from '../../../src/formats/binlog/statement.ts';
import { methodStepSchema } from '../../../src/scenario/schema.ts';

const methodOf = (...steps: (readonly [FaultName, Record<string, string | number>?])[]) => ({
  method: steps.map(([fault, parameters = {}]) =>
    methodStepSchema.parse({ fault, target: 'primary', with: parameters }),
  ),
});

/** Each fault that destroys data, and the statement that it runs by default. */
const statements = [
  ['drop-database', 'DROP DATABASE `ledger`'],
  ['drop-table', 'DROP TABLE `ledger`.`entries`'],
  ['truncate', 'TRUNCATE TABLE `ledger`.`entries`'],
  ['update-without-where', 'UPDATE `ledger`.`entries` SET `value` = 0'],
  ['delete-without-where', 'DELETE FROM `ledger`.`entries`'],
] as const;
const destructive = statements.map(([fault]) => fault);

describe('a fault that destroys data', () => {
  test('is every one of which only a backup brings the data back, and no other', () => {
    const saying = faultNames.filter((name) => faults[name].description.includes('Only a backup brings'));
    expect(destructiveFaults).toEqual(saying);
    expect([...destructive].sort()).toEqual(saying.toSorted());
  });

  test.each(statements)('%s is looked for as the binary log tells of %s', (fault, sql) => {
    expect([damageDone(methodOf([fault]))]).toEqual(effectsOf(sql, 'app'));
  });

  test.each(destructive)('%s did it where its own defaults say', (fault) => {
    const { schema, table } = damageDone(methodOf([fault])) ?? { schema: '', table: null };
    expect(faults[fault].parameters.parse({})).toMatchObject({
      schema,
      ...(table === null ? {} : { table }),
    });
  });

  test('did it to the schema and the table of its parameters', () => {
    expect(damageDone(methodOf(['truncate', { schema: 'shop', table: 'orders' }]))).toEqual({
      kind: 'truncate',
      schema: 'shop',
      table: 'orders',
    });
    expect(damageDone(methodOf(['update-without-where', { table: 'orders', column: 'paid' }]))).toEqual({
      kind: 'update',
      schema: 'ledger',
      table: 'orders',
    });
  });

  test('that drops a database has no table to look for', () => {
    expect(damageDone(methodOf(['drop-database', { schema: 'shop' }]))).toEqual({
      kind: 'drop-database',
      schema: 'shop',
      table: null,
    });
  });
});

describe('a method', () => {
  test('without such a fault did no damage', () => {
    expect(damageDone(methodOf(['kill'], ['lock-table', { table: 'entries' }]))).toBeUndefined();
  });

  test('is known by its first fault that destroys data, wherever it stands', () => {
    const tables = fc.constantFrom('entries', 'orders', 'items');
    const anyStep = fc.tuple(fc.constantFrom(...faultNames), tables);
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 6 }), (steps) => {
        const method = methodOf(...steps.map(([fault, table]) => [fault, { table }] as const));
        const found = damageDone(method);
        const [fault, table] = steps.find(([name]) => faults[name].destroys) ?? [];
        if (fault === undefined) expect(found).toBeUndefined();
        else expect(found).toMatchObject({ kind: faults[fault].destroys, schema: 'ledger' });
        if (found?.table) expect(found.table).toBe(table);
      }),
    );
  });
});

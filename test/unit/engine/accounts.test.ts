import { expect, test } from 'vitest';
import { accountStatements, hostsOfSql } from '../../../src/engine/accounts.ts';

const account = (user: string) => ({ user, password: `of-${user}` });
const accounts = {
  admin: account('ha_drill_admin'),
  replication: account('ha_drill_replication'),
  application: account('ha_drill_application'),
};

test('the accounts of a drill are made; that of the application may use two schemas and no more', () => {
  const statements = accountStatements(accounts, undefined, 'REPLICATION SLAVE');
  expect(statements.filter((one) => one.startsWith('CREATE USER'))).toHaveLength(3);
  expect(statements.filter((one) => one.includes("TO 'ha_drill_application'"))).toEqual([
    "GRANT ALL PRIVILEGES ON ledger.* TO 'ha_drill_application'@'%'",
    "GRANT ALL PRIVILEGES ON ha_drill.* TO 'ha_drill_application'@'%'",
  ]);
});

test('an account that was there is neither made nor given a password: it is granted the two schemas, from wherever it comes', () => {
  const named = { ...accounts, application: { user: "o'shop", password: 'secret' } };
  const statements = accountStatements(named, ['%', '10.0.0.%'], 'REPLICATION SLAVE');
  expect(statements.join('\n')).not.toContain('secret');
  expect(statements.filter((one) => one.includes('shop'))).toEqual([
    "GRANT ALL PRIVILEGES ON ledger.* TO 'o''shop'@'%'",
    "GRANT ALL PRIVILEGES ON ha_drill.* TO 'o''shop'@'%'",
    "GRANT ALL PRIVILEGES ON ledger.* TO 'o''shop'@'10.0.0.%'",
    "GRANT ALL PRIVILEGES ON ha_drill.* TO 'o''shop'@'10.0.0.%'",
  ]);
  expect(hostsOfSql("o'shop")).toContain("user = 'o''shop'");
});

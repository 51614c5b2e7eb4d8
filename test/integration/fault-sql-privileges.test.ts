import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fault as revokePrivileges } from '../../src/faults/revoke-privileges/fault.ts';
import { application, images } from './server.ts';
import { fillLedger, type SqlServer, startSqlServer, stopSqlServers } from './sql-server.ts';
import { contextOf } from './target.ts';

let server: SqlServer;

beforeAll(async () => {
  server = await startSqlServer('db1', 'primary', (await images()).mysql);
  await fillLedger(server, 3);
});

afterAll(stopSqlServers);

const inject = (user: string) => revokePrivileges.inject([server.target], { user }, contextOf(server.target));
const readAsApplication = () => server.ask('SELECT COUNT(*) AS n FROM ledger.entries', application);
const grants = () => server.ask("SHOW GRANTS FOR 'ha_application'@'%'");
const executed = () => server.ask('SELECT @@global.gtid_executed');

describe('revoke-privileges', () => {
  test('the application is denied until it is healed, also on a server that became read-only', async () => {
    const before = { grants: await grants(), executed: await executed() };
    expect(await readAsApplication()).toEqual([{ n: 3 }]);
    const injection = await inject('ha_application');
    expect(await injection.prove()).toEqual({
      proved: true,
      evidence: 'db1: only GRANT USAGE ON *.* TO `ha_application`@`%` is left',
    });
    await expect(readAsApplication()).rejects.toThrow('command denied to user');

    await server.ask('SET GLOBAL super_read_only = ON');
    await injection.healing?.heal();
    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toMatchObject({
      proved: true,
      evidence: expect.stringContaining('granted as before'),
    });
    expect(await server.ask('SELECT @@global.super_read_only AS sealed')).toEqual([{ sealed: 1 }]);
    expect(await readAsApplication()).toEqual([{ n: 3 }]);
    expect({ grants: await grants(), executed: await executed() }).toEqual(before);
    expect((await injection.prove()).proved).toBe(false);
  });

  test('is refused for an account that has none', async () => {
    await server.ask('SET GLOBAL read_only = OFF');
    await server.ask("CREATE USER 'poor'@'%'");
    await expect(inject('poor')).rejects.toThrow("'poor'@'%' has no privileges on db1");
  });

  test('never touches an administrator', () => {
    expect(revokePrivileges.parameters.safeParse({ user: 'ha_admin' }).success).toBe(false);
  });
});

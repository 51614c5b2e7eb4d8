import { expect, test } from 'vitest';
import { seenOf } from '../../../src/check/check-stack.ts';
import { findingsOf } from '../../../src/check/findings/list.ts';
import { server, stack } from './planted.ts';

/** A stack of an engine, whose semisync falls back and whose primary starts writable. */
function planted(engine: 'mysql' | 'mariadb') {
  const variables = {
    rpl_semi_sync_source_timeout: '1000',
    super_read_only: 'OFF',
    replica_net_timeout: '60',
  };
  return stack({
    servers: ['db1', 'db2', 'db3'].map((node) => server(node, { variables, state: { engine } })),
  });
}

const textOf = (engine: 'mysql' | 'mariadb') => JSON.stringify(findingsOf(planted(engine)));

test('findings about MariaDB have its names and no page of MySQL, and are the same otherwise', () => {
  const names = (engine: 'mysql' | 'mariadb') =>
    findingsOf(planted(engine)).map(({ name, where }) => `${name} ${where}`);
  expect(names('mariadb')).toEqual(names('mysql'));
  expect(textOf('mysql')).toMatch(/rpl_semi_sync_source_timeout=1000.*dev\.mysql\.com/);
  expect(textOf('mariadb')).toContain('rpl_semi_sync_master_timeout=1000');
  expect(textOf('mariadb')).toContain('slave_net_timeout=4 and MASTER_HEARTBEAT_PERIOD');
  expect(textOf('mariadb')).not.toMatch(/super_read_only|_source_|SOURCE_|replica_net|dev\.mysql\.com/);
});

test('MariaDB copies a node without the clone plugin', () => {
  const without = (engine: 'mysql' | 'mariadb') => ({
    servers: planted(engine).servers.map((one) => ({ ...one, settings: { ...one.settings, plugins: [] } })),
  });
  expect(seenOf(without('mysql'))).toEqual({ noClone: 'the clone plugin is not loaded' });
  expect(seenOf(without('mariadb'))).toEqual({});
});

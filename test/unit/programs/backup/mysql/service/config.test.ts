import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backupConfigFrom } from '../../../../../../src/programs/backup/mysql/service/config.ts';
import { topologyAt } from '../../../../../../src/topology/load.ts';

const minimal = {
  HA_DRILL_ADMIN_PASSWORD: 'a',
  HA_DRILL_REPLICATION_PASSWORD: 'r',
  NODES: 'db1 db2:3307',
};

/** Why an environment is refused. */
function refusalOf(environment: Readonly<Record<string, string | undefined>>): unknown {
  try {
    backupConfigFrom(environment);
  } catch (error) {
    return error;
  }
  throw new Error('expected a refusal');
}

describe('the environment of the backup service', () => {
  test('needs nodes and passwords, and no more', () => {
    expect(backupConfigFrom(minimal)).toEqual({
      nodes: [
        { name: 'db1', host: 'db1', port: 3306 },
        { name: 'db2', host: 'db2', port: 3307 },
      ],
      admin: { user: 'ha_admin', password: 'a' },
      replication: { user: 'ha_replication', password: 'r' },
      store: '/var/lib/ha-drill-store',
      fullMethod: 'clone',
      fullEveryMs: null,
      archiveMethod: 'mysqlbinlog',
      archiveLagMs: 10_000,
      keepFull: 7,
      keepForMs: null,
    });
  });

  test('sets everything', () => {
    const all = {
      ...minimal,
      ADMIN_USER: 'root',
      REPLICATION_USER: 'repl',
      STORE: '/backups',
      FULL_METHOD: 'mysqldump',
      ARCHIVE_METHOD: 'receiver',
      KEEP_FULL: '1',
    };
    expect(backupConfigFrom(all)).toMatchObject({
      admin: { user: 'root', password: 'a' },
      replication: { user: 'repl', password: 'r' },
      store: '/backups',
      fullMethod: 'mysqldump',
      archiveMethod: 'receiver',
      keepFull: 1,
    });
  });

  test('tells times in whole seconds, which become milliseconds', () => {
    const seconds = fc.integer({ min: 1, max: 10_000_000 });
    fc.assert(
      fc.property(seconds, seconds, seconds, (every, lag, keep) => {
        const times = { FULL_EVERY_S: `${every}`, ARCHIVE_LAG_S: `${lag}`, KEEP_FOR_S: `${keep}` };
        expect(backupConfigFrom({ ...minimal, ...times })).toMatchObject({
          fullEveryMs: every * 1000,
          archiveLagMs: lag * 1000,
          keepForMs: keep * 1000,
        });
      }),
    );
  });

  test('says by 0 that there is no schedule and no span to keep, but that the archive may not be late', () => {
    const zero = { FULL_EVERY_S: '0', ARCHIVE_LAG_S: '0', KEEP_FOR_S: '0' };
    expect(backupConfigFrom({ ...minimal, ...zero })).toMatchObject({
      fullEveryMs: null,
      archiveLagMs: 0,
      keepForMs: null,
    });
  });

  test('has the defaults that the topologies say', async () => {
    for (const name of ['semisync', 'async', 'delayed-replica']) {
      const { section } = await topologyAt(`topologies/${name}/compose.yml`);
      const defaults = Object.entries(section.parameters).map(([key, parameter]) => [key, parameter.default]);
      expect(Object.fromEntries(defaults)).toMatchObject({ FULL_METHOD: 'clone', KEEP_FULL: '7' });
      expect(backupConfigFrom({ ...Object.fromEntries(defaults), ...minimal })).toEqual(
        backupConfigFrom(minimal),
      );
    }
  });
});

describe('what is wrong with it', () => {
  test('is named at once, with what was expected', () => {
    const wrong = { NODES: ' ', FULL_METHOD: 'mydumper', KEEP_FULL: '0', ARCHIVE_LAG_S: '-1' };
    expect(refusalOf(wrong)).toMatchObject({
      exit: 'usage',
      exitCode: 64,
      hint: 'they are described in topologies/semisync/compose.yml',
      message: [
        'The backup service cannot start with these variables:',
        '  HA_DRILL_ADMIN_PASSWORD: Invalid input: expected string, received undefined',
        '  HA_DRILL_REPLICATION_PASSWORD: Invalid input: expected string, received undefined',
        '  NODES: expected the names of the nodes, such as "db1 db2 db3"',
        '  FULL_METHOD: Invalid option: expected one of "clone"|"mysqldump"',
        '  ARCHIVE_LAG_S: expected whole seconds',
        '  KEEP_FULL: Too small: expected number to be >=1',
      ].join('\n'),
    });
  });

  test('is a receiver that could acknowledge in the place of a replica', () => {
    const count = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(count, fc.integer({ min: 0, max: 9 }), (by, replicas) => {
        const counts = { ACKNOWLEDGED_BY: `${by}`, ACKNOWLEDGING_REPLICAS: `${replicas}` };
        expect(backupConfigFrom({ ...minimal, ...counts }).archiveMethod).toBe('mysqlbinlog');
        const receiver = { ...minimal, ...counts, ARCHIVE_METHOD: 'receiver' };
        if (by > replicas) expect(backupConfigFrom(receiver).archiveMethod).toBe('receiver');
        else expect(refusalOf(receiver)).toMatchObject({ exit: 'usage' });
      }),
    );
    const message = expect.stringContaining('ACKNOWLEDGED_BY: expected 3 with ARCHIVE_METHOD=receiver');
    const two = { ARCHIVE_METHOD: 'receiver', ACKNOWLEDGING_REPLICAS: '2' };
    expect(refusalOf({ ...minimal, ...two })).toMatchObject({ exitCode: 64, message });
  });

  test.each([
    ['NODES', 'db1 db2:'],
    ['HA_DRILL_ADMIN_PASSWORD', ''],
    ['FULL_EVERY_S', '1h'],
    ['FULL_EVERY_S', '1.5'],
    ['FULL_EVERY_S', 'Infinity'],
    ['ARCHIVE_METHOD', 'rsync'],
    ['KEEP_FOR_S', '-1'],
    ['KEEP_FULL', ''],
    ['ARCHIVE_LAG_S', ''],
  ])('is found in %s=%s', (name, value) => {
    const message = expect.stringMatching(new RegExp(`variables:\\n  ${name}[^\\n]*: [^\\n]+$`));
    expect(refusalOf({ ...minimal, [name]: value })).toMatchObject({ exit: 'usage', message });
  });
});

import { describe, expect, test } from 'vitest';
import { configFrom } from '../../../../src/programs/manager/config.ts';

const minimal = {
  HA_DRILL_ADMIN_PASSWORD: 'a',
  HA_DRILL_REPLICATION_PASSWORD: 'r',
  NODES: 'db1 db2:3307 db3',
  HAPROXY: 'proxy:9999',
};

describe('the environment of the failover manager', () => {
  test('names, ports and priorities of nodes', () => {
    const config = configFrom({ ...minimal, PRIORITIES: 'db2=prefer db3=never' });
    expect(config.nodes).toEqual([
      { name: 'db1', host: 'db1', port: 3306 },
      { name: 'db2', host: 'db2', port: 3307 },
      { name: 'db3', host: 'db3', port: 3306 },
    ]);
    expect(config.rules.priorities).toEqual({ db2: 'prefer', db3: 'never' });
    expect(config.haproxy).toEqual({ host: 'proxy', port: 9999 });
  });

  test('what is empty takes its default, as Compose passes it', () => {
    const config = configFrom({ ...minimal, PRIORITIES: '', WEBHOOK_URL: '', ALLOW_DATA_LOSS: '0' });
    expect(config.rules.priorities).toEqual({});
    expect(config.webhookUrl).toBeUndefined();
    expect(config.rules).toMatchObject({ allowDataLoss: false, acknowledgements: 1 });
  });

  test('everything that is wrong is named at once', () => {
    const wrong = { ...minimal, HA_DRILL_ADMIN_PASSWORD: undefined, POLL_MS: 'soon', HAPROXY: 'proxy' };
    expect(() => configFrom(wrong)).toThrow(
      /HA_DRILL_ADMIN_PASSWORD: .*\n.*HAPROXY: expected host:port, or none\n.*POLL_MS: /,
    );
  });

  test('a proxy that finds the primary by itself is told nothing, which has to be said', () => {
    expect(configFrom(minimal).haproxy).toEqual({ host: 'proxy', port: 9999 });
    expect(configFrom({ ...minimal, HAPROXY: 'none' }).haproxy).toBeUndefined();
    expect(() => configFrom({ ...minimal, HAPROXY: undefined })).toThrow(/HAPROXY/);
  });

  test('delays are seconds by node', () => {
    expect(configFrom({ ...minimal, DELAYS: 'db3=3600' }).rules.delays).toEqual({ db3: 3600 });
    expect(() => configFrom({ ...minimal, DELAYS: 'db3=1h' })).toThrow(
      /DELAYS.*: expected nodes and seconds/,
    );
    expect(() => configFrom({ ...minimal, DELAYS: 'db9=1' })).toThrow('DELAYS names db9, which is no node');
  });

  test('a priority of no node is refused', () => {
    expect(() => configFrom({ ...minimal, PRIORITIES: 'db9=never' })).toThrow(
      'PRIORITIES names db9, which is no node: expected db1, db2, db3.',
    );
  });
});

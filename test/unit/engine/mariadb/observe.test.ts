import { expect, test } from 'vitest';
import { type Answered, type Channel, observationOf } from '../../../../src/engine/mariadb/observe.ts';
import { observationSchema } from '../../../../src/engine/observation.ts';

const answered = (more: Partial<Answered> = {}): Answered => ({
  serverId: 2,
  readOnly: 0,
  wsrepOn: 0,
  executed: '0-1-7',
  semisyncSource: 0,
  semisyncReplica: 1,
  status: {},
  freeDisk: '1024                ',
  ...more,
});
const channel: Channel = {
  Master_Host: 'db1',
  Slave_IO_Running: 'Yes',
  Slave_SQL_Running: 'Yes',
  Last_IO_Errno: 0,
  Last_IO_Error: '',
  Last_SQL_Errno: 0,
  Last_SQL_Error: '',
  Gtid_IO_Pos: '0-1-9',
  SQL_Delay: 0,
  Slave_received_heartbeats: 3,
};
const galera = (status: Record<string, string>) =>
  observationOf(
    answered({
      wsrepOn: 1,
      status: {
        wsrep_cluster_state_uuid: '3e11fa47-71ca-11e1-9e33-c80aa9429562',
        wsrep_last_committed: '40',
        wsrep_incoming_addresses: 'db1:3306,db2:3306',
        wsrep_cluster_status: 'Primary',
        wsrep_local_state_comment: 'Synced',
        wsrep_ready: 'ON',
        ...status,
      },
    }),
    undefined,
  );

test('a replica, in the words of all engines', () => {
  const state = observationOf(answered({ readOnly: 1 }), channel);
  expect(observationSchema.parse(state)).toEqual(state);
  expect(state).toMatchObject({
    engine: 'mariadb',
    serverUuid: '2',
    acceptsWrites: false,
    freeDiskBytes: 1024,
  });
  expect(state.source).toMatchObject({
    host: 'db1',
    receiver: 'on',
    applier: 'on',
    received: '0-1-9',
    heartbeats: 3,
  });
});

test.each<[string, Partial<Channel>, boolean]>([
  [
    'Could not find GTID state requested by slave in any binlog files. Probably the slave state is too old and required binlog files have been purged.',
    {},
    true,
  ],
  [
    "Error: connecting slave requested to start from GTID 0-2-9, which is not in the master's binlog",
    {},
    false,
  ],
  ['whatever else', { Last_IO_Errno: 2003 }, false],
])('whether its source has purged what it needs: %s', (text, more, purged) => {
  const broken = {
    ...channel,
    Slave_IO_Running: 'No',
    Last_IO_Errno: 1236,
    Last_IO_Error: text,
    ...more,
  } as const;
  expect(observationOf(answered(), broken).source?.logsPurged).toBe(purged);
});

test('a member of Galera accepts writes in the primary component, once it has caught up', () => {
  expect(galera({})).toMatchObject({ acceptsWrites: true, group: { state: 'ONLINE', hasMajority: true } });
  expect(galera({}).executed).toBe('3e11fa47-71ca-11e1-9e33-c80aa9429562:1-40');
  expect(galera({}).group?.members.map(({ host }) => host)).toEqual(['db1', 'db2']);
  expect(galera({ wsrep_local_state_comment: 'Joined' })).toMatchObject({
    acceptsWrites: false,
    group: { state: 'RECOVERING' },
  });
  expect(galera({ wsrep_ready: 'OFF' }).acceptsWrites).toBe(false);
  const cutOff = {
    wsrep_cluster_status: 'non-Primary',
    wsrep_local_state_comment: 'Initialized',
    wsrep_ready: 'OFF',
  };
  expect(galera(cutOff)).toMatchObject({
    acceptsWrites: false,
    group: { state: 'ONLINE', hasMajority: false },
  });
});

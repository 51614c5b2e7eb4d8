import { describe, expect, test } from 'vitest';
import { type Answered, observationOf } from '../../../../src/engine/mysql/observe.ts';

const uuid = '0055c9a5-ea6c-11f1-a71e-0242ac1fd103';
const alone: Answered = {
  serverUuid: uuid,
  serverId: 1,
  readOnly: 0,
  superReadOnly: 0,
  executed: `${uuid}:1-5`,
  host: null,
  receiver: null,
  applier: null,
  received: null,
  delaySeconds: null,
  heartbeats: null,
  receiverError: null,
  applierError: null,
  semisyncStatus: null,
  variables: null,
  members: null,
  freeDisk: null,
};

describe('semisync, by the names of its plugins', () => {
  const source = (side: string) => ({
    ...alone,
    variables: { [`rpl_semi_sync_${side}_enabled`]: 'ON' },
    semisyncStatus: {
      [`Rpl_semi_sync_${side}_status`]: 'ON',
      [`Rpl_semi_sync_${side}_clients`]: '2',
      [`Rpl_semi_sync_${side}_yes_tx`]: '70',
      [`Rpl_semi_sync_${side}_no_tx`]: '1',
      [`Rpl_semi_sync_${side}_wait_sessions`]: '3',
    },
  });

  test.each(['source', 'master'])('a %s that waits for its replicas', (side) => {
    expect(observationOf(source(side)).semisync).toEqual({
      sourceEnabled: true,
      sourceActive: true,
      sourceClients: 2,
      acknowledged: 70,
      unacknowledged: 1,
      waiting: 3,
      replicaEnabled: false,
      replicaActive: false,
    });
  });

  test.each(['replica', 'slave'])('a %s that acknowledges', (side) => {
    const state = observationOf({
      ...alone,
      readOnly: 1,
      variables: { [`rpl_semi_sync_${side}_enabled`]: 'ON' },
      semisyncStatus: { [`Rpl_semi_sync_${side}_status`]: 'ON' },
    });
    expect(state.semisync).toMatchObject({ replicaEnabled: true, replicaActive: true, sourceEnabled: false });
  });

  test('a server without its plugins has none', () => {
    expect(observationOf({ ...alone, variables: { group_replication_group_name: 'x' } }).semisync).toBeNull();
    expect(observationOf(alone).semisync).toBeNull();
  });

  test('one that is loaded and switched off is seen as such', () => {
    const off = { ...alone, variables: { rpl_semi_sync_master_enabled: 'OFF' } };
    expect(observationOf(off).semisync).toMatchObject({ sourceEnabled: false, sourceActive: false });
  });
});

test.each([
  [0, 0, true],
  [1, 0, false],
  [1, 1, false],
  [0, 1, false],
])('read_only %i and super_read_only %i: it accepts writes: %s', (readOnly, superReadOnly, expected) => {
  expect(observationOf({ ...alone, readOnly, superReadOnly }).acceptsWrites).toBe(expected);
});

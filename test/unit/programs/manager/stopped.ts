import type { Stopped } from '../../../../src/programs/manager/decide/elect.ts';

/** A replica of db1 that committed `executed` and received `received`. */
export function replica(
  node: string,
  executed: string,
  received = '',
  applier: 'on' | 'off' = 'on',
): Stopped {
  const source = {
    host: 'db1',
    receiver: 'off' as const,
    applier,
    gtidReceived: received,
    heartbeats: 0,
    receiverError: '',
    applierError: '',
  };
  return {
    node,
    state: {
      serverUuid: node,
      serverId: 1,
      readOnly: true,
      superReadOnly: true,
      gtidExecuted: executed,
      source,
      semisync: null,
      freeDiskBytes: null,
    },
  };
}

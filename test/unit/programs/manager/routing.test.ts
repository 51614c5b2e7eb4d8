import { describe, expect, test } from 'vitest';
import { parseServersState, routingCommands } from '../../../../src/programs/manager/proxy/routing.ts';

/** HAProxy 3.2.26's own words: all servers disabled by configuration, some enabled by the runtime API. */
const answer = `1
# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr srv_agent_addr srv_agent_port
2 write 1 db1 10.214.7.11 2 4 1 1 201 1 0 0 8 0 0 0 db1 3306 - 0 0 - - 0
2 write 2 db2 10.214.7.12 0 5 1 1 78 1 0 0 8 0 0 0 db2 3306 - 0 0 - - 0
3 read 1 db1 10.214.7.11 0 5 1 1 79 1 0 0 8 0 0 0 db1 3306 - 0 0 - - 0
3 read 2 db2 10.214.7.12 2 4 1 1 201 1 0 0 8 0 0 0 db2 3306 - 0 0 - - 0

`;

describe("HAProxy's servers", () => {
  test('a server enabled by the runtime API is enabled, though the configuration disabled it', () => {
    expect(parseServersState(answer)).toEqual([
      { backend: 'write', server: 'db1', enabled: true },
      { backend: 'write', server: 'db2', enabled: false },
      { backend: 'read', server: 'db1', enabled: false },
      { backend: 'read', server: 'db2', enabled: true },
    ]);
  });

  test('another format is refused', () => {
    expect(() => parseServersState('Unknown command')).toThrow('servers state of version 1');
  });

  test('nothing is sent when all is as wanted', () => {
    expect(routingCommands(parseServersState(answer), { write: 'db1', read: ['db2'] })).toEqual([]);
  });

  test('what must not be reached is cut before anything is opened', () => {
    expect(routingCommands(parseServersState(answer), { write: 'db2', read: ['db1'] })).toEqual([
      'set server write/db1 state maint',
      'shutdown sessions server write/db1',
      'set server read/db2 state maint',
      'shutdown sessions server read/db2',
      'set server write/db2 state ready',
      'set server read/db1 state ready',
    ]);
  });

  test('writes can be sent nowhere', () => {
    expect(routingCommands(parseServersState(answer), { write: null, read: ['db2'] })).toEqual([
      'set server write/db1 state maint',
      'shutdown sessions server write/db1',
    ]);
  });
});

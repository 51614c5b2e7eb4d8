import { expect, test } from 'vitest';
import { semisync } from '../../../../src/engine/mysql/replication/semisync.ts';
import type { Session } from '../../../../src/engine/session.ts';

/** A server with these variables, as such a server answered; what it was told is in `told`. */
function answering(names: readonly string[]): { readonly session: Session; readonly told: string[] } {
  const told: string[] = [];
  const query = async (sql: string): Promise<unknown[]> => {
    if (sql.startsWith('SELECT'))
      return names.filter((name) => sql.includes(`'${name}'`)).map((name) => ({ name }));
    told.push(sql);
    return [];
  };
  return { session: { query } as unknown as Session, told };
}

test.each([
  [['rpl_semi_sync_source_wait_no_replica'], ['SET GLOBAL rpl_semi_sync_source_wait_no_replica = OFF']],
  [['rpl_semi_sync_master_wait_no_slave'], ['SET GLOBAL rpl_semi_sync_master_wait_no_slave = OFF']],
  [[], []],
])('a server with %j commits alone by the names of its own plugin', async (names, expected) => {
  const { session, told } = answering(names);
  await semisync.commitAlone?.(session, true);
  expect(told).toEqual(expected);
});

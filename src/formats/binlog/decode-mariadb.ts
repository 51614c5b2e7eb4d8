import { Cursor } from './cursor.ts';
import type { EventContent } from './event.ts';

/** Flags of Gtid_log_event: a statement of its own without a COMMIT behind it. */
const standalone = 1;

/**
 * MariaDB's Gtid_log_event (log_event.h): number, domain, flags; the server that wrote it stands in the header. It begins
 * its transaction, unless that is a single statement. Throws RangeError where the body is too short.
 */
export function decodeMariadbGtid(body: Buffer, serverId: number): EventContent {
  const cursor = new Cursor(body);
  const number = cursor.uint(8);
  const domain = cursor.uint(4);
  if (number < 1) throw new RangeError(`expected the number of a GTID, found ${number}`);
  const begins = (cursor.uint(1) & standalone) === 0;
  return {
    kind: 'gtid',
    origin: `${domain}-${serverId}`,
    number,
    immediateCommitUs: 0,
    originalCommitUs: 0,
    begins,
  };
}

/** MariaDB's Gtid_list_log_event: how many (28 bits, and flags), then domain, server and number of each. */
export function decodeGtidList(body: Buffer): EventContent {
  const cursor = new Cursor(body);
  const count = cursor.uint(4) & 0x0f_ff_ff_ff;
  const gtids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const [domain, server] = [cursor.uint(4), cursor.uint(4)];
    gtids.push(`${domain}-${server}-${cursor.uint(8)}`);
  }
  return { kind: 'gtid-list', gtids };
}

import { type GtidSet, uniteGtidSets } from '../gtid.ts';
import { Cursor } from './cursor.ts';
import type { EventContent } from './event.ts';

type GtidContent = Extract<EventContent, { kind: 'gtid' }>;

const timestampBytes = 7;

/**
 * Gtid_log_event and Anonymous_gtid_log_event: flags, UUID, number, type code of the logical clock (2), the clock, commit
 * timestamps (Gtid_event::Gtid_event in control_events.cpp). Throws RangeError where the body is too short.
 */
export function decodeGtid(body: Buffer, anonymous: boolean): GtidContent {
  const cursor = new Cursor(body);
  cursor.take(1);
  const uuid = cursor.uuid();
  const number = cursor.uint(8);
  const origin = anonymous ? null : uuid;
  const unknown: GtidContent = { kind: 'gtid', origin, number, immediateCommitUs: 0, originalCommitUs: 0 };
  if (!anonymous && number < 1) throw new RangeError(`expected the number of a GTID, found ${number}`);
  if (cursor.left < 1 || cursor.uint(1) !== 2) return unknown;
  cursor.take(16);
  if (cursor.left < timestampBytes) return unknown;
  // The highest bit says that a second timestamp follows.
  const field = Buffer.from(cursor.take(timestampBytes));
  const [last = 0] = field.subarray(-1);
  field[timestampBytes - 1] = last & 0x7f;
  const immediateCommitUs = new Cursor(field).uint(timestampBytes);
  const originalCommitUs = last & 0x80 ? cursor.uint(timestampBytes) : immediateCommitUs;
  return { ...unknown, immediateCommitUs, originalCommitUs };
}

/** Fields of Gtid_tagged_log_event in their order (Gtid_event::define_fields in control_events.h); those behind are not needed. */
const taggedFields = {
  flags: 0,
  uuid: 1,
  number: 2,
  tag: 3,
  lastCommitted: 4,
  sequenceNumber: 5,
  immediateCommit: 6,
  originalCommit: 7,
} as const;

/** Gtid_tagged_log_event (MySQL 8.3 and later): a message of mysql::serialization, every field behind its number. */
export function decodeTaggedGtid(body: Buffer): GtidContent {
  const cursor = new Cursor(body);
  const version = cursor.variable();
  if (version !== 1) throw new RangeError(`expected version 1 of a tagged GTID event, found ${version}`);
  // The length of the message, and the last field that a reader has to know.
  cursor.variable();
  cursor.variable();
  let [uuid, tag, number, immediate] = ['', '', 0, 0];
  let original: number | undefined;
  while (cursor.left > 0) {
    const field = cursor.variable();
    if (field > taggedFields.originalCommit) break;
    if (field === taggedFields.uuid) uuid = uuidOf(cursor);
    else if (field === taggedFields.tag) tag = cursor.text(cursor.variable());
    else if (field === taggedFields.number) number = cursor.variable('signed');
    else if (field === taggedFields.immediateCommit) immediate = cursor.variable();
    else if (field === taggedFields.originalCommit) original = cursor.variable();
    else cursor.variable();
  }
  if (uuid === '' || number < 1) throw new RangeError('expected a GTID, found none');
  return {
    kind: 'gtid',
    origin: tag === '' ? uuid : `${uuid}:${tag}`,
    number,
    immediateCommitUs: immediate,
    originalCommitUs: original ?? immediate,
  };
}

/** Here each byte of a UUID is a variable-length integer. */
function uuidOf(cursor: Cursor): string {
  const bytes = Buffer.from(Array.from({ length: 16 }, () => cursor.variable()));
  return new Cursor(bytes).uuid();
}

/**
 * Previous_gtids_log_event (Gtid_set::encode in rpl_gtid_set.cc): the number of origins, and for each its UUID, its tag
 * where the highest byte of that number is 1 (MySQL 8.3 and later, once there is a tag), and its intervals, their ends
 * exclusive. Throws RangeError where it is none.
 */
export function decodePreviousGtids(body: Buffer): GtidSet {
  const cursor = new Cursor(body);
  const head = cursor.uint64();
  const format = Number(head >> 56n);
  if (format > 1) throw new RangeError(`expected encoding 0 or 1 of a GTID set, found ${format}`);
  const origins = Number(format === 1 ? (head >> 8n) & 0xff_ffff_ffffn : head);
  const sets: GtidSet[] = [];
  for (let index = 0; index < origins; index += 1) {
    const uuid = cursor.uuid();
    const tag = format === 1 ? cursor.text(cursor.variable()) : '';
    sets.push(new Map([[tag === '' ? uuid : `${uuid}:${tag}`, intervalsOf(cursor)]]));
  }
  return uniteGtidSets(...sets);
}

function intervalsOf(cursor: Cursor): [number, number][] {
  const count = cursor.uint(8);
  const intervals: [number, number][] = [];
  for (let index = 0; index < count; index += 1) {
    const [first, end] = [cursor.uint(8), cursor.uint(8)];
    if (first < 1 || end <= first)
      throw new RangeError(`expected an interval of GTIDs, found ${first} to ${end - 1}`);
    intervals.push([first, end - 1]);
  }
  return intervals;
}

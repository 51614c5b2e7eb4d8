import { messageOf } from '../../errors.ts';
import { ByteReader } from './byte-reader.ts';
import { type Damage, DamageFound } from './damage.ts';
import { bodyLimit, decodeBody, inUseFlag } from './decode.ts';
import { type BinlogEvent, type EventContent, eventTypes } from './event.ts';
import { EventBody } from './event-body.ts';
import { payloadContent } from './payload.ts';

const headerBytes = 19;
const flagsAt = 17;

/**
 * The events of a binary log file of MySQL 8.4 to 9.7 or MariaDB 11, or of a relay log, in their order; those in a compressed transaction
 * come before the event that wraps them. Damage is the last thing that is yielded, and every event before it is good:
 * its checksum was right (the inner ones are good once their wrapper was yielded). Memory does not grow with the length of
 * the file or of an event.
 *
 * Throws only what reading `chunks` throws.
 *
 * @param withRows row events have their image; memory grows with the length of one event then
 */
export async function* readEvents(
  chunks: AsyncIterable<Uint8Array>,
  withRows = false,
): AsyncGenerator<BinlogEvent | Damage, void> {
  const reader = new ByteReader(chunks);
  try {
    await expectMagic(reader);
    yield* readAll(reader, undefined, withRows);
  } catch (error) {
    if (!(error instanceof DamageFound)) throw error;
    yield error.damage;
  } finally {
    await reader.close();
  }
}

/** Whether something that `readEvents` yielded is damage. */
export function isDamage(item: { readonly kind: string }): item is Damage {
  return ['truncated', 'checksum', 'not-a-binlog', 'malformed'].includes(item.kind);
}

const magic = Buffer.from([0xfe, 0x62, 0x69, 0x6e]);
const encryptedMagic = Buffer.from([0xfd, 0x62, 0x69, 0x6e]);

async function expectMagic(reader: ByteReader): Promise<void> {
  const found = await reader.upTo(magic.length);
  if (found.equals(magic)) return;
  if (found.equals(magic.subarray(0, found.length))) {
    throw new DamageFound('truncated', 0, `the file ends after ${found.length} bytes`);
  }
  const what = found.equals(encryptedMagic)
    ? 'the binary log is encrypted'
    : 'it does not begin as a binary log does';
  throw new DamageFound('not-a-binlog', 0, what);
}

/** The event around the events that are read. */
type Wrapper = { readonly offset: number; readonly endOffset: number };

type Header = {
  readonly type: number;
  readonly timestampS: number;
  readonly serverId: number;
  readonly bytes: number;
  readonly flags: number;
};

async function* readAll(
  reader: ByteReader,
  wrapper: Wrapper | undefined,
  withRows: boolean,
): AsyncGenerator<BinlogEvent, void> {
  let checksummed = wrapper === undefined;
  for (let first = wrapper === undefined; ; first = false) {
    const offset = wrapper?.offset ?? reader.offset;
    const headerOf = reader.ready(headerBytes) ?? (await reader.upTo(headerBytes));
    if (headerOf.length === 0 && !first) return;
    const header = parseHeader(headerOf, offset);
    const { type, bytes } = header;
    const endOffset = wrapper?.endOffset ?? offset + bytes;
    const isFormat = type === eventTypes.formatDescription;
    if (first && !isFormat) {
      throw malformed(offset, `expected a format description event first, found type ${type}`);
    }
    // That event always has a checksum, and says whether those behind it do.
    const body = new EventBody(
      reader,
      withoutInUse(headerOf, type),
      bytes - headerBytes,
      checksummed || isFormat,
      offset,
    );
    let head: Buffer = nothing;
    if (type === eventTypes.transactionPayload && !wrapper)
      yield* unwrap(body, { offset, endOffset }, withRows);
    else head = body.readyWhole(bodyLimit(type, withRows)) ?? (await body.whole(bodyLimit(type, withRows)));
    const content = decode(header, head, offset);
    if (content.kind === 'format') checksummed = content.checksummed;
    const { timestampS, serverId } = header;
    yield { ...content, type, timestampS, serverId, offset, endOffset, bytes, inner: wrapper !== undefined };
  }
}

function parseHeader(header: Buffer, offset: number): Header {
  if (header.length < headerBytes) {
    throw new DamageFound('truncated', offset, `the file ends ${header.length} bytes into an event`);
  }
  const bytes = header.readUInt32LE(9);
  if (bytes < headerBytes) throw malformed(offset, `expected an event, found a length of ${bytes} bytes`);
  return {
    timestampS: header.readUInt32LE(0),
    type: header.readUInt8(4),
    serverId: header.readUInt32LE(5),
    bytes,
    flags: header.readUInt16LE(flagsAt),
  };
}

/** The events in a compressed transaction. A wrong checksum of the whole explains whatever is wrong with its content. */
async function* unwrap(
  body: EventBody,
  wrapper: Wrapper,
  withRows: boolean,
): AsyncGenerator<BinlogEvent, void> {
  let problem: unknown;
  try {
    yield* readAll(new ByteReader(payloadContent(body)), wrapper, withRows);
  } catch (error) {
    problem = error;
  }
  await body.whole(0);
  if (problem !== undefined)
    throw malformed(wrapper.offset, `a compressed transaction: ${messageOf(problem)}`);
}

function decode({ type, ...about }: Header, body: Buffer, offset: number): EventContent {
  try {
    return decodeBody(type, body, about);
  } catch (error) {
    throw malformed(offset, `an event of type ${type}: ${messageOf(error)}`);
  }
}

const nothing = Buffer.alloc(0);

function withoutInUse(header: Buffer, type: number): Buffer {
  if (type !== eventTypes.formatDescription) return header;
  const copy = Buffer.from(header);
  copy.writeUInt16LE(copy.readUInt16LE(flagsAt) & ~inUseFlag, flagsAt);
  return copy;
}

function malformed(offset: number, text: string): DamageFound {
  return new DamageFound('malformed', offset, text);
}

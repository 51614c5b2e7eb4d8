import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Damage } from '../../../../src/formats/binlog/damage.ts';
import { isDamage, readEvents } from '../../../../src/formats/binlog/events.ts';
import { encodeBinlog, encodeEvent, gather, inChunks } from '../../../support/binlog.ts';
import { insertOf, plantedTransactions, uuidA } from '../../../support/planted-binlog.ts';

const readAll = (bytes: Uint8Array, chunk?: number) => gather(readEvents(inChunks(bytes, chunk)));

async function damageOf(bytes: Uint8Array): Promise<Damage | undefined> {
  return (await readAll(bytes)).find(isDamage);
}

const fixture = (name: string) => readFileSync(new URL(`../../../fixtures/${name}`, import.meta.url));

describe('what MySQL 9.7 wrote', () => {
  test('a file that was closed', async () => {
    const events = await readAll(fixture('mysql-9.7-stopped.binlog'));
    expect(events.map(({ kind, offset }) => [kind, offset])).toEqual([
      ['format', 4],
      ['previous-gtids', 127],
      ['stop', 158],
    ]);
  });

  test('a file that was being written, cut in the middle of an event', async () => {
    const bytes = fixture('mysql-9.7-cut.binlog');
    const events = await readAll(bytes);
    expect(events.slice(0, 8)).toMatchObject([
      { kind: 'format', serverVersion: '9.7.4-2', checksummed: true, inUse: true },
      { kind: 'previous-gtids' },
      {
        kind: 'gtid',
        origin: '67b89b92-e5a7-11f1-ad7a-02420ad5010c',
        number: 8645,
        originalCommitUs: 1_795_264_297_971_313,
        offset: 158,
        endOffset: 244,
        serverId: 2,
      },
      { kind: 'query', database: 'ledger', sql: 'BEGIN' },
      { kind: 'table-map', schema: 'ledger', table: 'entries' },
      { kind: 'rows', change: 'insert', bytes: 52 },
      { kind: 'xid', endOffset: 457 },
      { kind: 'gtid', number: 8646 },
    ]);
    expect(events.at(-1)).toMatchObject({ kind: 'truncated' });
  });

  test('every flipped bit of it is found, but for the in-use flag', async () => {
    const bytes = fixture('mysql-9.7-stopped.binlog');
    expect(await undetectedFlips(bytes)).toEqual([21 * 8]);
  });
});

/** The bits (8 x offset + bit) whose flip no damage tells of. */
async function undetectedFlips(bytes: Buffer): Promise<number[]> {
  const undetected: number[] = [];
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const flipped = Buffer.from(bytes);
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    if (!(await damageOf(flipped))) undetected.push(bit);
  }
  return undetected;
}

test('every flipped bit of every kind of event is found, but for the in-use flag', async () => {
  const rows = [{ change: 'update', schema: 'a', table: 'b', rowBytes: 8, sql: 'UPDATE b' }] as const;
  const { bytes } = encodeBinlog({
    previous: `${uuidA}:1-5:audit:1-3`,
    transactions: [
      { ...insertOf(`${uuidA}:audit`, 4), work: { kind: 'rows', rows, end: 'compressed' } },
      { ...insertOf(uuidA, 6), work: { kind: 'rows', rows, end: 'xa' } },
      { ...insertOf(uuidA, 7), work: { kind: 'statement', database: 'a', sql: 'DROP TABLE b' } },
    ],
    end: { rotateTo: 'binlog.000002' },
  });
  expect(await undetectedFlips(bytes)).toEqual([21 * 8]);
});

test('a file cut anywhere yields the events before the cut, and says so', async () => {
  await fc.assert(
    fc.asyncProperty(plantedTransactions, fc.nat(), async (transactions, seed) => {
      const { bytes, boundaries } = encodeBinlog({ transactions });
      const whole = await readAll(bytes);
      const cut = seed % bytes.length;
      const items = await readAll(bytes.subarray(0, cut));
      const damage = items.find(isDamage);
      const events = items.filter((item) => !isDamage(item) && !item.inner);
      expect(events).toEqual(whole.filter((item) => !isDamage(item) && !item.inner && item.endOffset <= cut));
      if (boundaries.includes(cut) && cut > 4) expect(damage).toBeUndefined();
      else {
        const offset = cut < 4 ? 0 : boundaries.findLast((boundary) => boundary <= cut);
        expect(damage).toMatchObject({ kind: 'truncated', offset });
      }
    }),
  );
});

test('chunks of any size tell the same', async () => {
  await fc.assert(
    fc.asyncProperty(plantedTransactions, fc.integer({ min: 1, max: 50 }), async (transactions, chunk) => {
      const { bytes } = encodeBinlog({ transactions, end: 'stop' });
      expect(await readAll(bytes, chunk)).toEqual(await readAll(bytes));
    }),
    { numRuns: 30 },
  );
});

test('the checksum is right with and without the in-use flag', async () => {
  for (const inUse of [true, false]) {
    const items = await readAll(encodeBinlog({ transactions: [insertOf(uuidA, 1)], inUse }).bytes);
    expect(items.find(isDamage)).toBeUndefined();
    expect(items[0]).toMatchObject({ kind: 'format', inUse });
  }
});

describe('a file without checksums', () => {
  const { bytes, boundaries } = encodeBinlog({ transactions: [insertOf(uuidA, 1)], checksummed: false });

  test('is read to its end', async () => {
    const items = await readAll(bytes);
    expect(items.map(({ kind }) => kind)).toEqual([
      'format',
      'previous-gtids',
      'gtid',
      'query',
      'table-map',
      'rows',
      'xid',
    ]);
  });

  test('is malformed where an event cannot be', async () => {
    const [, , gtid = 0] = boundaries;
    const short = Buffer.from(bytes);
    short.writeUInt32LE(18, gtid + 9);
    expect(await damageOf(short)).toMatchObject({ kind: 'malformed', offset: gtid });
    const zeros = Buffer.concat([bytes.subarray(0, gtid), Buffer.alloc(100)]);
    expect(await damageOf(zeros)).toMatchObject({
      kind: 'malformed',
      offset: gtid,
      text: expect.stringContaining('0'),
    });
  });
});

describe('what is not a binary log', () => {
  test.each([
    ['text', Buffer.from('# a text'), { kind: 'not-a-binlog', offset: 0 }],
    [
      'an encrypted one',
      Buffer.from([0xfd, 0x62, 0x69, 0x6e, 1]),
      { kind: 'not-a-binlog', text: expect.stringContaining('encrypted') },
    ],
    ['nothing', Buffer.alloc(0), { kind: 'truncated', offset: 0 }],
    [
      'one that begins in the middle',
      Buffer.concat([
        Buffer.from([0xfe, 0x62, 0x69, 0x6e]),
        encodeEvent(3, Buffer.alloc(0), { at: 4, checksummed: true }),
      ]),
      { kind: 'malformed', offset: 4 },
    ],
  ])('%s', async (_, bytes, expected) => {
    expect(await readAll(bytes)).toMatchObject([expected]);
  });
});

test('a compressed transaction of wrong content is malformed, though its checksum is right', async () => {
  const { bytes, boundaries } = encodeBinlog({ transactions: [] });
  const payload = Buffer.from([2, 1, 0, 0, 1, 2, 3, 4, 5]);
  const at = boundaries.at(-1) ?? 0;
  const file = Buffer.concat([bytes, encodeEvent(40, payload, { at, checksummed: true })]);
  expect(await damageOf(file)).toMatchObject({ kind: 'malformed', offset: at });
});

describe('a compressed transaction that is too long to be decompressed at once', () => {
  const rows = [{ change: 'insert', schema: 'a', table: 'b', rowBytes: 400_000 }] as const;
  const { bytes, boundaries } = encodeBinlog({
    transactions: [{ ...insertOf(uuidA, 1), work: { kind: 'rows', rows, end: 'compressed' } }],
    end: 'stop',
  });
  const [payload = 0, end = 0] = boundaries.slice(3);

  test('is read in pieces', async () => {
    const items = await readAll(bytes, 65_536);
    expect(items.filter((item) => !isDamage(item) && item.inner)).toMatchObject([
      { kind: 'query', sql: 'BEGIN' },
      { kind: 'table-map' },
      { kind: 'rows', bytes: 400_000 + 27, offset: payload, endOffset: end },
      { kind: 'xid' },
    ]);
    expect(items.at(-1)).toMatchObject({ kind: 'stop', offset: end });
    expect(end - payload).toBeGreaterThan(262_144);
  });

  test.each([0.01, 0.5, 0.99])('damaged, or cut, at %d of its length', async (share) => {
    const at = Math.floor(payload + (end - payload) * share);
    const flipped = Buffer.from(bytes);
    flipped[at] = (flipped[at] ?? 0) ^ 4;
    expect(await damageOf(flipped)).toMatchObject({ kind: 'checksum', offset: payload });
    expect(await damageOf(bytes.subarray(0, at))).toMatchObject({ kind: 'truncated', offset: payload });
  });

  test('lets go of the file when its reader stops in the middle', async () => {
    for await (const item of readEvents(inChunks(bytes, 4096))) if (!isDamage(item) && item.inner) break;
  });
});

test('memory does not grow with the length of an event', async () => {
  const chunk = Buffer.alloc(2 ** 20);
  const { bytes } = encodeBinlog({ transactions: [] });
  const header = encodeEvent(30, Buffer.alloc(0), { at: bytes.length, checksummed: false });
  header.writeUInt32LE(2 ** 30, 9);
  let most = 0;
  async function* huge(): AsyncGenerator<Uint8Array, void> {
    yield Buffer.concat([bytes, header]);
    for (let index = 0; index < 512; index += 1) {
      most = Math.max(most, process.memoryUsage().arrayBuffers);
      yield chunk;
    }
  }
  const before = process.memoryUsage().arrayBuffers;
  const items = await gather(readEvents(huge()));
  expect(items.at(-1)).toMatchObject({ kind: 'truncated' });
  expect(most - before).toBeLessThan(32 * 2 ** 20);
});

import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Checksum } from '../../../../../../src/programs/backup/common/store/checksum.ts';
import { requireIntact } from '../../../../../../src/programs/backup/common/store/require-intact.ts';
import { fullAt } from '../../mysql/store/planted-store.ts';

async function passed(bytes: Uint8Array): Promise<Checksum> {
  const checksum = new Checksum();
  checksum.resume();
  await pipeline([Buffer.from(bytes)], checksum);
  return checksum;
}

test('a file that is restored is what was written, to the bit', async () => {
  const content = fc.uint8Array({ minLength: 1, maxLength: 50 });
  await fc.assert(
    fc.asyncProperty(content, fc.nat(), fc.integer({ min: 0, max: 7 }), async (bytes, at, bit) => {
      const files = [{ name: 'dump.sql.zst', ...(await passed(bytes)).result }];
      const backup = { ...fullAt(5), files };
      requireIntact(backup, 'dump.sql.zst', await passed(bytes));
      const flipped = bytes.map((byte, index) => (index === at % bytes.length ? byte ^ (1 << bit) : byte));
      for (const other of [flipped, bytes.subarray(1)]) {
        const found = await passed(other);
        expect(() => requireIntact(backup, 'dump.sql.zst', found)).toThrow(
          /^full\/full-5\/data\/dump\.sql\.zst is not what was written/,
        );
      }
    }),
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lastOperationOf } from '../../../../src/judge/measure/operation-index.ts';
import { operationsOf, tableOf } from '../../../support/parts.ts';

const small = fc.integer({ min: 0, max: 5 });
const sequence = fc.oneof(small, fc.constantFrom(0, 0xffff_ffff), fc.integer({ min: 0, max: 0xffff_ffff }));
const key = fc.tuple(small, sequence);

test('finds exactly the operations that are there, of several with one key the last', () => {
  fc.assert(
    fc.property(fc.array(key), fc.array(key), (present, others) => {
      const operations = tableOf(
        present.map(([writer, number], index) => ({
          stream: 'application' as const,
          writer,
          sequence: number,
          value: index,
          scheduledAtMs: index,
          startedAtMs: index,
          endedAtMs: index,
          outcome: 'ok' as const,
          error: null,
        })),
      );
      const all = operationsOf(operations);
      for (const [writer, number] of [...present, ...others])
        expect(lastOperationOf(operations, { writer, sequence: number })).toBe(
          all.findLastIndex((one) => one.writer === writer && one.sequence === number),
        );
    }),
  );
});

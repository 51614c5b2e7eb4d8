import fc from 'fast-check';
import { expect, test } from 'vitest';
import { operationIndexOf } from '../../../../src/judge/measure/operation-index.ts';
import { emptyRecord, operationsOf, tableOf } from '../../../support/parts.ts';

const small = fc.integer({ min: 0, max: 5 });
const sequence = fc.oneof(small, fc.constantFrom(0, 0xffff_ffff), fc.integer({ min: 0, max: 0xffff_ffff }));
const key = fc.tuple(small, sequence);

test('finds exactly the operations that are there, however their sequences lie', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(key, { selector: ([w, s]) => `${w}-${s}` }),
      fc.array(key),
      (present, others) => {
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
        const index = operationIndexOf(emptyRecord({ operations }));
        const all = operationsOf(operations);
        for (const [writer, number] of [...present, ...others])
          expect(index.find(writer, number)).toBe(
            all.findIndex((one) => one.writer === writer && one.sequence === number),
          );
      },
    ),
  );
});

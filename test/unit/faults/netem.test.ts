import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeArrivals } from '../../../src/faults/shared/network/datagrams.ts';
import { netemOptions } from '../../../src/faults/shared/network/netem.ts';

test('the words for tc', () => {
  expect(netemOptions({ kind: 'corrupt', share: 0.02 })).toBe('corrupt 2%');
  expect(netemOptions({ kind: 'duplicate', share: 0.001 })).toBe('duplicate 0.1%');
  expect(netemOptions({ kind: 'duplicate', share: 0.07 })).toBe('duplicate 7%');
  expect(netemOptions({ kind: 'reorder', share: 0.25, delayMs: 10 })).toBe('delay 10ms reorder 25%');
});

const datagram = (number: number) => String(number).padStart(200, '0');
const inOrder = (sent: number) => Array.from({ length: sent }, (_, index) => datagram(index + 1));

test('what arrives as it was sent shows nothing', () => {
  expect(judgeArrivals(50, inOrder(50))).toEqual({ sent: 50, spoiled: 0, repeated: 0, overtaken: 0 });
});

test.each([
  ['lost', ['1', '3'], { spoiled: 1, repeated: 0, overtaken: 0 }],
  ['changed', ['1', '2x', '3'], { spoiled: 1, repeated: 0, overtaken: 0 }],
  ['changed into one that was never sent', ['1', '9', '3'], { spoiled: 1, repeated: 0, overtaken: 0 }],
  ['sent twice', ['1', '2', '2', '3'], { spoiled: 0, repeated: 1, overtaken: 0 }],
  ['overtaken', ['1', '3', '2'], { spoiled: 0, repeated: 0, overtaken: 1 }],
])('one that was %s', (_, arrived, truth) => {
  const texts = arrived.map((text) => text.padStart(200, '0'));
  expect(judgeArrivals(3, texts)).toEqual({ sent: 3, ...truth });
});

test('as many are spoiled, and repeated, as were', () => {
  const picks = fc.array(fc.constantFrom('arrives', 'lost', 'twice'), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(picks, (fates) => {
      const times = { arrives: 1, lost: 0, twice: 2 };
      const arrived = fates.flatMap((fate, index) => Array(times[fate]).fill(datagram(index + 1)));
      expect(judgeArrivals(fates.length, arrived)).toEqual({
        sent: fates.length,
        spoiled: fates.filter((fate) => fate === 'lost').length,
        repeated: fates.filter((fate) => fate === 'twice').length,
        overtaken: 0,
      });
    }),
  );
});

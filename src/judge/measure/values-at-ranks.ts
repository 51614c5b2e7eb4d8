/** The bits of a number are looked at 16 at a time, the first ones first. */
const digits = 4;
const digitValues = 1 << 16;

/** Calls back with each of some numbers: the same ones each time. */
export type Numbers = (visit: (value: number) => void) => void;

/** A rank that is looked for: how its number begins, and its rank among all that begin so. */
type Sought = { readonly digits: number[]; rank: number };

/**
 * The numbers at some ranks (from 0) of many, as if these were sorted. They are gone through four times, and none is held:
 * how many begin with which bits tells how the one that is looked for begins.
 *
 * @param ranks each below the count of the numbers
 */
export function valuesAtRanks(numbers: Numbers, ranks: readonly number[]): number[] {
  const bits = new DataView(new ArrayBuffer(8));
  const sought = ranks.map((rank): Sought => ({ digits: [], rank }));
  for (let digit = 0; digit < digits; digit += 1) {
    const beginnings = [...new Set(sought.map(beginningOf))];
    const counts = beginnings.map(() => new Uint32Array(digitValues));
    numbers((value) => {
      putInOrder(bits, value);
      const begins = firstDigits(bits, digit);
      for (let index = 0; index < beginnings.length; index += 1) {
        const own = beginnings[index] === begins ? counts[index] : undefined;
        const next = bits.getUint16(2 * digit);
        if (own) own[next] = (own[next] ?? 0) + 1;
      }
    });
    const found = sought.map((one) => counts[beginnings.indexOf(beginningOf(one))] ?? []);
    for (const [index, one] of sought.entries()) goOn(one, found[index] ?? []);
  }
  return sought.map((one) => numberOf(bits, one));
}

/** The digit with which the number at its rank goes on. */
function goOn(sought: Sought, counts: ArrayLike<number>): void {
  let digit = 0;
  for (; sought.rank >= (counts[digit] ?? Number.POSITIVE_INFINITY); digit += 1)
    sought.rank -= counts[digit] ?? 0;
  sought.digits.push(digit);
}

/** The first digits as one number: of at most three, so that it is exact. */
function beginningOf({ digits: own }: Sought): number {
  return own.reduce((number, digit) => number * digitValues + digit, 0);
}

function firstDigits(bits: DataView, count: number): number {
  if (count === 0) return 0;
  if (count === 1) return bits.getUint16(0);
  return count === 2 ? bits.getUint32(0) : bits.getUint32(0) * digitValues + bits.getUint16(4);
}

const signBit = 0x8000_0000;

/** The bits of a number, so that a greater one has greater bits: those of negative numbers are turned over. */
function putInOrder(bits: DataView, value: number): void {
  bits.setFloat64(0, value);
  const first = bits.getUint32(0);
  bits.setUint32(0, first < signBit ? first | signBit : ~first);
  if (first >= signBit) bits.setUint32(4, ~bits.getUint32(4));
}

function numberOf(bits: DataView, { digits: own }: Sought): number {
  for (const [index, digit] of own.entries()) bits.setUint16(2 * index, digit);
  const first = bits.getUint32(0);
  bits.setUint32(0, first >= signBit ? first & ~signBit : ~first);
  if (first < signBit) bits.setUint32(4, ~bits.getUint32(4));
  return bits.getFloat64(0);
}

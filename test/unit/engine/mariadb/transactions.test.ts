import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mariadbTransactions as read } from '../../../../src/engine/mariadb/transactions.ts';

/** Who wrote each number of a domain, from 1 on. */
type History = readonly number[];

/** What a server says that has this history: the newest number of each that wrote some (`gtid_binlog_state`). */
function stateOf(history: History): string {
  const newest = new Map<number, number>();
  for (const [index, server] of history.entries()) newest.set(server, index + 1);
  return [...newest].map(([server, number]) => `0-${server}-${number}`).join(',');
}

/** What a copy says that was made of it: the newest transaction alone (`gtid_slave_pos`). */
function positionOf(history: History): string {
  return history.length === 0 ? '' : `0-${history.at(-1)}-${history.length}`;
}

const history = fc.array(fc.constantFrom(1, 2, 3), { maxLength: 30 });
/** A history and how much of it another has; then each goes on by itself, by a server of its own. */
const forked = fc.record({ shared: history, ours: fc.nat(5), theirs: fc.nat(5) });

describe('one domain is one line of history', () => {
  test('whoever has applied a part of it lacks the rest, and has nothing of its own', () => {
    fc.assert(
      fc.property(history, fc.nat(30), (all, cut) => {
        const part = all.slice(0, cut);
        for (const said of [stateOf(part), positionOf(part)]) {
          const whole = read(stateOf(all));
          expect(read(said).minus(whole).isEmpty).toBe(true);
          expect(whole.contains(read(said))).toBe(true);
          expect(whole.minus(read(said)).count).toBe(all.length - part.length);
          expect(read(said).contains(whole)).toBe(part.length === all.length);
          expect(whole.union(read(said)).count).toBe(all.length);
        }
      }),
    );
  });

  test('what two that went apart wrote by themselves is found, to the transaction', () => {
    fc.assert(
      fc.property(forked, ({ shared, ours, theirs }) => {
        const one = read(stateOf([...shared, ...Array<number>(ours).fill(8)]));
        const other = read(stateOf([...shared, ...Array<number>(theirs).fill(9)]));
        expect(one.minus(other).count).toBe(ours);
        expect(one.minus(other).of('8').count).toBe(ours);
        expect(other.minus(one).count).toBe(theirs);
        expect(one.contains(other)).toBe(theirs === 0);
        expect(one.intersection(other).count).toBe(shared.length);
      }),
    );
  });

  test('a source that went on and the copy that took over from it: what only the old one has', () => {
    const old = read('0-1-103');
    const promoted = read('0-1-100,0-2-105');
    expect(String(old.minus(promoted))).toBe('0-1-[101..103]');
    expect(old.minus(promoted).count).toBe(3);
    expect(promoted.minus(old).count).toBe(5);
  });
});

describe('as text', () => {
  test.each([
    ['0-1-100', '0-1-100', 100],
    ['0-1-[5]', '0-1-[5]', 1],
    ['0-1-[5..7]', '0-1-[5..7]', 3],
    ['0-1-[1..7]', '0-1-7', 7],
    ['0-2-60, 0-1-100', '0-1-100,0-2-60', 100],
    ['0-1-10,1-1-10', '0-1-10,1-1-10', 20],
    ['3E11FA47-71CA-11E1-9E33-C80AA9429562:1-5', '3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5', 5],
  ])('%s', (text, written, count) => {
    expect(String(read(text))).toBe(written);
    expect(read(text).count).toBe(count);
  });

  test.each(['0-1', '0-1-0', '0-1-[7..5]', 'x', '0-1-1;0-1-2', '0-1-99999999999999999999'])(
    '%s is refused',
    (text) => {
      expect(() => read(text)).toThrow(SyntaxError);
    },
  );
});

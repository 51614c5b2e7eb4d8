import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../../../src/random.ts';
import { chooseValues, placeholderProblems, render } from '../../../../src/workload/sql/placeholders.ts';

const counter = () => {
  let count = 0;
  return () => {
    count += 1;
    return count;
  };
};
const rendered = (statements: string[], seed = 1): string[] => {
  const values = chooseValues(statements, seededRandom(seed), counter());
  return statements.map((sql, index) => render(sql, values[index] ?? []));
};

test('a name stands for one value in all statements, a sequence goes on, and a text brings its quotes', () => {
  const [first = '', second = ''] = rendered([
    'SELECT {{ int 1 1000 as id }}, {{sequence}}, {{ string 4 }}',
    'SELECT {{ id }}, {{ sequence }}, {{ int -3 -3 }}',
  ]);
  const id = /^SELECT (\d+), 1, '[a-z0-9]{4}'$/.exec(first)?.[1];
  expect(second).toBe(`SELECT ${id}, 2, -3`);
});

test.each([
  ['SELECT {{ int 5 1 }}', 'found {{ int 5 1 }}'],
  ['SELECT {{ float 1 }}', 'found {{ float 1 }}'],
  ['SELECT {{ string 0 }}', 'found {{ string 0 }}'],
  ['SELECT {{ string 10001 }}', 'found {{ string 10001 }}'],
  ['SELECT {{ id }}', 'expected a name that an earlier placeholder has ("as id"), found {{ id }}'],
  ['SELECT {{ int 1 2', 'expected }} after {{, found none'],
  [
    "SELECT '{{ string 3 }}'",
    "expected no quotes around a placeholder, which brings its own where it needs some, found '{{ string 3 }}'",
  ],
])('%s is refused: %s', (sql, message) => {
  expect(placeholderProblems(['SELECT 1', sql])).toEqual([
    { index: 1, message: expect.stringContaining(message) },
  ]);
});

test('a name of an earlier statement may be used, one of a later may not', () => {
  expect(placeholderProblems(['SELECT {{ int 1 2 as a }}', 'SELECT {{ a }}'])).toEqual([]);
  expect(placeholderProblems(['SELECT {{ a }}', 'SELECT {{ int 1 2 as a }}'])).toMatchObject([{ index: 0 }]);
});

test('values are within their bounds, both of which occur, and a seed gives the same again', () => {
  fc.assert(
    fc.property(fc.integer({ min: -50, max: 50 }), fc.nat({ max: 3 }), fc.nat(), (least, more, seed) => {
      const sql = `{{ int ${least} ${least + more} }}`;
      const random = seededRandom(seed);
      const values = Array.from({ length: 200 }, () =>
        Number(chooseValues([sql], random, counter())[0]?.[0]),
      );
      expect([Math.min(...values), Math.max(...values)]).toEqual([least, least + more]);
      expect(rendered([sql], seed)).toEqual(rendered([sql], seed));
    }),
  );
});

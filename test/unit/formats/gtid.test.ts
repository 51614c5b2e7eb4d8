import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  containsGtidSet,
  countGtids,
  emptyGtidSet,
  equalGtidSets,
  formatGtidSet,
  gtidsOf,
  parseGtidSet,
  subtractGtidSets,
  uniteGtidSets,
} from '../../../src/formats/gtid.ts';

const uuidA = '3e11fa47-71ca-11e1-9e33-c80aa9429562';
const uuidB = '4f22fb58-82db-22f2-8f44-d91bb053a673';

/** The naive model: every transaction spelled out. */
type Model = ReadonlySet<string>;
const origins = [uuidA, uuidB, `${uuidA}:audit`, `${uuidB}:batch_2`];
const models: fc.Arbitrary<Model> = fc
  .array(fc.tuple(fc.constantFrom(...origins), fc.integer({ min: 1, max: 12 })), { maxLength: 30 })
  .map((pairs) => new Set(pairs.map(([origin, number]) => `${origin}:${number}`)));

/** The text of a model: one transaction a part, in any order, sometimes spaced and in capitals. */
function textOf(model: Model): string {
  return [...model].map((gtid, index) => (index % 3 === 0 ? ` ${gtid.toUpperCase()}\n` : gtid)).join(',');
}
function setOf(model: Model) {
  return parseGtidSet(textOf(model));
}

function minus(a: Model, b: Model): Model {
  return new Set([...a].filter((gtid) => !b.has(gtid)));
}

describe('a GTID set agrees with the naive model', () => {
  test('format and parse are inverse, and the text does not depend on the order of parts', () => {
    fc.assert(
      fc.property(models, (model) => {
        const text = formatGtidSet(setOf(model));
        expect(formatGtidSet(parseGtidSet(text))).toBe(text);
        expect(formatGtidSet(setOf(new Set([...model].reverse())))).toBe(text);
      }),
    );
  });

  test('count', () => {
    fc.assert(
      fc.property(models, (model) => {
        expect(countGtids(setOf(model))).toBe(model.size);
      }),
    );
  });

  test('union, subtract, contains, equal', () => {
    fc.assert(
      fc.property(models, models, (a, b) => {
        expect(formatGtidSet(uniteGtidSets(setOf(a), setOf(b)))).toBe(
          formatGtidSet(setOf(new Set([...a, ...b]))),
        );
        expect(formatGtidSet(subtractGtidSets(setOf(a), setOf(b)))).toBe(formatGtidSet(setOf(minus(a, b))));
        expect(containsGtidSet(setOf(a), setOf(b))).toBe(minus(b, a).size === 0);
        expect(equalGtidSets(setOf(a), setOf(b))).toBe(minus(a, b).size === 0 && minus(b, a).size === 0);
      }),
    );
  });

  test('the part of one origin, and the rest', () => {
    fc.assert(
      fc.property(models, (model) => {
        const set = setOf(model);
        const own = [...model].filter((gtid) => gtid.startsWith(uuidA));
        expect(countGtids(gtidsOf(set, uuidA))).toBe(own.length);
        expect(countGtids(gtidsOf(set, uuidA, 'except'))).toBe(model.size - own.length);
      }),
    );
  });
});

describe('texts as MySQL writes them', () => {
  test('several intervals and tags of one server', () => {
    const text = `${uuidA}:1-5:8:audit:1-2:7,${uuidB}:3`;
    expect(formatGtidSet(parseGtidSet(text))).toBe(text);
    expect(countGtids(parseGtidSet(text))).toBe(10);
  });

  test('the empty text is the empty set', () => {
    expect(equalGtidSets(parseGtidSet(' \n'), emptyGtidSet)).toBe(true);
  });

  test.each(['x', uuidA, `${uuidA}:`, `${uuidA}:0`, `${uuidA}:5-3`, `${uuidA}:1-2-3`, `${uuidA}:9bad:1`])(
    '%s is refused',
    (text) => {
      expect(() => parseGtidSet(text)).toThrow(SyntaxError);
    },
  );
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { valueAt } from '../../../src/document/check.ts';
import { formatProblem, invalidDocument } from '../../../src/document/problem.ts';
import { parseSource, parseValue } from '../../../src/document/source.ts';
import { shown } from '../../../src/document/wording.ts';
import { DrillError } from '../../../src/errors.ts';

/** The message about a text that must be refused. */
function complaint(text: string): string {
  try {
    parseSource('a.yml', text);
  } catch (error) {
    if (error instanceof DrillError && error.exitCode === 64) return error.message;
    throw error;
  }
  throw new Error('expected a refusal, found none');
}

const bomb = (levels: number, width: number) =>
  `a0: &a0 [${Array(width).fill('x').join(',')}]\n${Array.from(
    { length: levels },
    (_, level) => `a${level + 1}: &a${level + 1} [${Array(width).fill(`*a${level}`).join(',')}]\n`,
  ).join('')}`;

describe('a text whose values would never end', () => {
  test.each([
    ['a bomb of lists', bomb(9, 9)],
    ['a bomb of a few wide lists', bomb(2, 100)],
    ['a bomb of maps', bomb(9, 9).replaceAll(/\[([^\]]*)\]/g, '{ k: [$1] }')],
    [
      'a bomb of merges',
      `a: &a { k: &k [${Array(500).fill('x')}] }\nb: [${Array(500).fill('{ <<: *a }')}]\n`,
    ],
    ['an alias within what it stands for', 'a: &a [*a]\n'],
    ['an alias deep within what it stands for', 'a: &a { b: { c: [1, *a] } }\n'],
    ['an alias of nothing', 'a: *b\n'],
    ['an alias of what comes later', 'a: *b\nb: &b 1\n'],
    ['lists in lists', `a: ${'['.repeat(51)}${']'.repeat(51)}\n`],
    ['lists in lists, not closed', `a: ${'['.repeat(20_000)}\n`],
    ['maps in maps', `${'{a: '.repeat(3000)}1${'}'.repeat(3000)}`],
    ['blocks in blocks', Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}k:\n`).join('')],
    ['items in items on one line', `a:\n  ${'- '.repeat(5000)}x\n`],
    ['more words than anybody writes', Array.from({ length: 60_000 }, (_, key) => `k${key}: 1\n`).join('')],
  ])('%s', (_, text) => {
    expect(complaint(text)).toMatch(/^a\.yml:\d+:\d+: not valid YAML: \S/);
  });

  test('as large as people write them, they are read', () => {
    const keys = Array.from({ length: 2000 }, (_, key) => `k${key}: &x${key} { v: 1 }\nl${key}: *x${key}\n`);
    expect(valueAt(parseSource('a.yml', keys.join('')), ['l1999', 'v'])).toBe(1);
    const alike = parseSource('a.yml', `h: &h [a, b]\nl: [${Array(500).fill('*h').join(', ')}]\n`);
    expect(valueAt(alike, ['l', 499, 1])).toBe('b');
  });
});

describe('YAML that no document of ours can mean', () => {
  test.each([
    ['<<: 5', 'expected a map (or a list of maps) after <<'],
    ['<<: [1, 2]', 'expected a map (or a list of maps) after <<'],
    ['<<:', 'expected a map (or a list of maps) after <<'],
    ['a: &a 5\nb: { <<: *a }', 'expected a map (or a list of maps) after <<'],
    ['a: 1\na: 2', 'Map keys must be unique'],
    ['a: { b: 1, "b": 2 }', 'Map keys must be unique'],
    ['? [a, b]\n: c', 'expected text as a key, found a map or a list'],
    ['a: &a [b]\n? *a\n: c', 'expected text as a key, found a map or a list'],
    ['__proto__: { a: 1 }', 'expected a known key, found "__proto__"'],
    ['a: [{ "__proto__": 1 }]', 'expected a known key, found "__proto__"'],
    ['a: { "\\u005f_proto__": 1 }', 'expected a known key, found "__proto__"'],
    ['a: &a { __proto__: 1 }\nb: { <<: *a }', 'expected a known key, found "__proto__"'],
    ['%YAML 1.1\n---\na: yes', 'expected YAML 1.2, found %YAML 1.1'],
    ['%YAML 1.1\n---\na: !!set { b }', 'expected YAML 1.2, found %YAML 1.1'],
    ['a: !!js/function "f"', 'Unresolved tag'],
    ['a: 1\n---\na: 2', 'expected one document'],
    ['a: "\u0007"', 'found the control character U+0007'],
    ['a: b\0', 'found the control character U+0000'],
    ['a: \u001b[31m', 'found the control character U+001B'],
    ['# \u009b', 'found the control character U+009B'],
  ])('%j', (text, message) => {
    expect(complaint(text)).toContain(message);
    expect(complaint(text)).toMatch(/^a\.yml:\d+:\d+: /);
  });

  test('a control character is told where it stands', () => {
    expect(complaint('a: 1\nbc: \u0007')).toMatch(/^a\.yml:2:5: /);
    expect(complaint('a: 1\r\nbc: \u0007')).toMatch(/^a\.yml:2:5: /);
  });

  test('a byte order mark, CRLF and escapes are no fault', () => {
    expect(parseSource('a.yml', '\ufeffa: "b\\e"\r\nc: 1\r\n').plain).toEqual({ a: 'b\u001b', c: 1 });
  });
});

test('only what a document says itself is found in it', () => {
  const source = parseSource('a.yml', 'a: { b: 1 }\nl: [x]\n');
  for (const key of ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__']) {
    expect(valueAt(source, [key])).toBeUndefined();
    expect(valueAt(source, ['a', key])).toBeUndefined();
  }
  expect(valueAt(source, ['l', 'length'])).toBe(1);
  expect(parseSource('a.yml', 'constructor: 5').plain).toEqual({ constructor: 5 });
});

test.each(['*x', '&a [*a]', '{ <<: 5 }', '{ __proto__: 1 }', 'a\u0000', '[', '>= 0.99'])(
  'the option value %j is text, no YAML',
  (text) => expect(parseValue(text)).toBeUndefined(),
);

describe('what is told about it', () => {
  const problem = (message: string) => ({ place: 'a.yml', line: 1, column: 1, subject: 'x', message });

  test('is a screen at most, and says how much more there is', () => {
    const { message, lines } = invalidDocument(
      Array.from({ length: 5000 }, (_, index) => problem(`wrong ${index}`)),
      'hint',
    );
    expect(message.split('\n')).toHaveLength(21);
    expect(message).toMatch(/\nand 4980 more$/);
    expect(lines).toHaveLength(5000);
  });

  test('is one line for a problem, none endless, whatever it quotes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.nat(200), (text, times) => {
        const long = text.repeat(times);
        const line = formatProblem({ ...problem(shown(long)), place: long, subject: long });
        expect(line).not.toContain('\n');
        expect(line.length).toBeLessThan(2000);
      }),
      { numRuns: 50 },
    );
  });
});

test('no text ends in anything but values or a refusal', () => {
  const words = fc.constantFrom(
    ...'a b: - ? & * &a *a <<: [ ] { } , : | > " \' # % --- ... !!set !x __proto__: \n \r\n \t'.split(' '),
    '\n',
    '\n  ',
    ' ',
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 40 }), (parts) => {
      const text = parts.join('');
      try {
        JSON.stringify(parseSource('a.yml', text).plain);
      } catch (error) {
        expect(error).toBeInstanceOf(DrillError);
      }
    }),
    { numRuns: 500 },
  );
});

import { describe, expect, test } from 'vitest';
import { jsonSchemaOf } from '../../src/document/json-schema.ts';
import { faults } from '../../src/faults/list.ts';
import { functionsOf, parseSource, type SourceFile, sourceFiles } from '../support/source-tree.ts';

const src = sourceFiles('src');
const tests = sourceFiles('test');

const timeWithoutUnit =
  /\b\w*(?:[tT]imeout|[dD]eadline|[dD]elay|[iI]nterval|[eE]lapsed|[dD]uration)\??: number\b/;
const amountWithoutUnit = /\b\w*(?:[mM]emory|[dD]isk|[sS]pace)\??: number\b/;

/** The rules of the house, as `file:line: what is wrong: what to do`. None has an exception list. */
describe('house rules', () => {
  test('a file is short enough to read in one sitting', () => {
    const tooLong = (files: readonly SourceFile[], most: number) =>
      files
        .filter(({ lines }) => lines.length > most)
        .map(
          ({ path, lines }) => `${path}:${most}: ${lines.length} lines: split it by what its parts are for`,
        );
    expect([...tooLong(src, 250), ...tooLong(tests, 400)]).toEqual([]);
  });

  test('a function fits on a screen', () => {
    const most = 70;
    const tooLong = [...src, ...tests].flatMap((file) =>
      functionsOf(file)
        .filter(({ length }) => length > most)
        .map(
          ({ line, length }) =>
            `${file.path}:${line}: a function of ${length} lines: take out its steps, ${most} is the most`,
        ),
    );
    expect(tooLong).toEqual([]);
  });

  test.each([
    [/\bany\b(?=\s*[;,)>\]=|&[]|$)/, 'say what it is, or unknown', 'let row: any;'],
    [/\bconsole\./, 'print results, tell hints (src/cli/output.ts)', 'console.log(row)'],
    [/\b(?:enum|namespace)\s+\w+\s*\{/, 'a union of literals, or a module', 'enum Role {'],
    [/[\w)\]]!(?=[.,;)\]]|\s*$)/, 'handle undefined', 'rows[0]!.key'],
    [timeWithoutUnit, 'end its name in Ms', 'timeout: number'],
    [amountWithoutUnit, 'end its name in Bytes', 'freeDisk?: number'],
  ])('no code matches %s', (pattern, remedy, example) => {
    expect(example).toMatch(pattern);
    const found = src.flatMap(({ path, code }) =>
      code.flatMap((line, index) =>
        pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}: ${remedy}`] : [],
      ),
    );
    expect(found).toEqual([]);
  });

  test('whoever waits, waits for a condition', () => {
    const sleep = /new Promise(?:<\w+>)?\(\(?(\w+)\)? => (?:\{ )?setTimeout\(\1\b/;
    const found = src
      .filter(({ path }) => path !== 'src/wait.ts')
      .flatMap(({ path, code, imports }) => [
        ...code.flatMap((line, index) => (sleep.test(line) ? [`${path}:${index + 1}`] : [])),
        ...imports.filter(({ from }) => from === 'node:timers/promises').map(({ line }) => `${path}:${line}`),
      ]);
    expect(found.map((place) => `${place}: a sleep: use a wait of src/wait.ts`)).toEqual([]);
  });
});

test.each(Object.values(faults))(
  'the fault $name says what each of its parameters does',
  ({ parameters }) => {
    const described = Object.entries(jsonSchemaOf(parameters, 'input').properties ?? {});
    const silent = described.filter(([, part]) => !part.description).map(([name]) => name);
    expect(silent, 'add .meta({ description })').toEqual([]);
  },
);

describe('the scan of the sources', () => {
  const source = `import { a } from './a.ts';
import type { B } from '../b.ts';
// '
const text = 'x // y' + \`t \${a({ d: \`u\` })} v\`;
const slash = /[/"]/.test(text) ? 1 / 2 : 3; /* {
*/
export function long(
  b: B,
): Promise<void> {
  if (b) {
    return a(() => {
      done();
    });
  }
}
const lazy = import('./c.ts');
`;
  const file = parseSource('src/room/file.ts', source);

  test('blanks comments, strings, templates and patterns, and keeps code', () => {
    expect(file.code.slice(2, 6).map((line) => line.replaceAll(/ +/g, ' ').trim())).toEqual([
      '',
      'const text = + a({ d: }) ;',
      'const slash = .test(text) ? 1 / 2 : 3;',
      '',
    ]);
  });

  test('resolves imports, and tells types apart', () => {
    expect(file.imports).toEqual([
      { line: 1, from: 'src/room/a.ts', typeOnly: false },
      { line: 2, from: 'src/b.ts', typeOnly: true },
      { line: 16, from: 'src/room/c.ts', typeOnly: false },
    ]);
  });

  test('measures functions from the end of their head', () => {
    expect(functionsOf(file)).toEqual([
      { line: 9, length: 7 },
      { line: 11, length: 3 },
    ]);
  });
});

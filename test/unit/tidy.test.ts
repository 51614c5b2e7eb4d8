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

  test('every file is used by another', () => {
    const started = ['src/cli/main.ts', 'test/bench/main.ts'];
    const used = new Set([...src, ...tests].flatMap(({ imports }) => imports.map(({ from }) => from)));
    const dead = [...src, ...tests]
      .map(({ path }) => path)
      .filter((path) => !path.endsWith('.test.ts') && !started.includes(path) && !used.has(path));
    expect(dead.map((path) => `${path}:1: nothing imports it: remove it`)).toEqual([]);
  });
});

/** Which rooms may not lean on which things at run time; an `import type` is always allowed. */
const boundaries = [
  {
    rooms: [
      'src/measure',
      'src/checks',
      'src/statistics',
      'src/compare',
      'src/calibrate',
      'src/report',
      'src/history',
    ],
    without: [
      'dockerode',
      'mysql2',
      'testcontainers',
      'execa',
      'node:child_process',
      'src/cluster',
      'src/drill',
      'src/workload',
      'src/programs',
      'src/setup',
      'src/cli',
    ],
    because: 'a record is judged a year later on a machine without Docker or a database',
  },
  {
    rooms: ['src/cluster', 'src/replication', 'src/faults', 'src/workload', 'src/programs'],
    without: ['src/measure', 'src/checks', 'src/report', 'src/drill', 'src/cli'],
    because: 'what acts on a cluster judges nothing and does not know who conducts it',
  },
  {
    rooms: ['src/workload', 'src/faults'],
    without: ['src/replication', 'src/programs'],
    because: 'faults and workloads do not know which kind of replication runs',
  },
  {
    rooms: ['src/docker'],
    without: ['src/faults', 'src/drill', 'src/judge', 'src/report', 'src/cli'],
    because: 'containers are started and reached for whoever acts on them',
  },
  {
    rooms: ['src/programs'],
    without: [
      'dockerode',
      'testcontainers',
      'execa',
      'src/faults',
      'src/workload',
      'src/scenario',
      'src/topology',
    ],
    because: 'the failover manager is a program of its own that knows nothing of drills',
  },
  {
    rooms: ['src/scenario', 'src/topology', 'src/document'],
    without: [
      'dockerode',
      'testcontainers',
      'execa',
      'node:child_process',
      'src/cluster',
      'src/drill',
      'src/report',
      'src/cli',
    ],
    because: 'loading and planning touch nothing',
  },
  {
    rooms: ['src/document'],
    without: ['src/scenario', 'src/topology', 'src/faults', 'src/measure'],
    because: 'reading YAML knows no format of its own',
  },
  {
    rooms: ['src/drill'],
    without: ['src/report', 'src/checks', 'src/cli'],
    because: 'conducting a drill ends with its record; judging is apart',
  },
] as const;

const isIn = (place: string, folder: string) => place === folder || place.startsWith(`${folder}/`);

describe('what leans on what', () => {
  test.each(boundaries)('$rooms stay without $without', ({ rooms, without, because }) => {
    const crossing = src
      .filter(({ path }) => rooms.some((room) => isIn(path, room)))
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ from, typeOnly }) => !typeOnly && without.some((forbidden) => isIn(from, forbidden)))
          .map(({ line, from }) => `${path}:${line}: imports ${from}: ${because}`),
      );
    expect(crossing).toEqual([]);
  });
});

test('judging needs neither Docker nor a database, by whatever way', () => {
  const files = new Map(src.map((file) => [file.path, file]));
  const judging = src
    .map(({ path }) => path)
    .filter((path) => /^src\/(?:measure|checks|statistics|compare|calibrate|report|history)\//.test(path));
  const reached = new Set(judging);
  for (const path of reached) {
    for (const { from, typeOnly } of files.get(path)?.imports ?? []) if (!typeOnly) reached.add(from);
  }
  const acting =
    /^(?:dockerode|mysql2(?:\/.*)?|testcontainers|execa|node:child_process|src\/(?:cluster|drill)\/.*)$/;
  expect([...reached].filter((place) => acting.test(place))).toEqual([]);
  expect(reached.size).toBeGreaterThan(judging.length);
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
    ]);
  });

  test('measures functions from the end of their head', () => {
    expect(functionsOf(file)).toEqual([
      { line: 9, length: 7 },
      { line: 11, length: 3 },
    ]);
  });
});

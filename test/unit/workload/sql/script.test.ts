import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quotedTexts, readScript } from '../../../../src/workload/sql/script.ts';

const split = (text: string) => readScript(text).statements.map(({ line, sql }) => [line, sql]);

test('statements end at a delimiter that stands in no quotes and no comment', () => {
  const text = [
    '-- a comment; with one',
    "INSERT INTO a VALUES ('one;', \"it''s;\", 'it\\'s;');",
    '',
    '# another; comment',
    'CREATE TABLE `b;` (',
    '  c INT -- here, too;',
    '); /* and; here */ SELECT 1;;',
    '/*!40101 SET NAMES utf8mb4 */;',
    'SELECT 2',
  ].join('\n');
  expect(split(text)).toEqual([
    [2, "INSERT INTO a VALUES ('one;', \"it''s;\", 'it\\'s;')"],
    [5, 'CREATE TABLE `b;` (\n  c INT -- here, too;\n)'],
    [7, 'SELECT 1'],
    [8, '/*!40101 SET NAMES utf8mb4 */'],
    [9, 'SELECT 2'],
  ]);
});

test('DELIMITER is understood, as the mysql client does', () => {
  const text =
    'DELIMITER //\nCREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET @a = 1; END//\ndelimiter ;\nSELECT 1;';
  expect(split(text)).toEqual([
    [2, 'CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET @a = 1; END'],
    [4, 'SELECT 1'],
  ]);
});

test.each([
  ["SELECT 1;\nSELECT 'open", 2, "expected the end of what ' begins, found the end of the file"],
  ['/* SELECT 1;\n', 1, 'expected the end of what /* begins, found the end of the file'],
])('%j is not read to its end: line %i', (text, line, message) => {
  expect(readScript(text).problem).toEqual({ line, message });
});

test('a script of comments alone has no statements', () => {
  expect(readScript('-- one\n/* two */\n;;\n')).toEqual({ statements: [], problem: null });
});

const word = fc.constantFrom('SELECT 1', "'a;b'", '`;`', '";"', '/* ; */', 'x', '-- ;\n', '# ;\n');
test('whatever statements are joined by the delimiter, they are found again', () => {
  const statement = fc
    .array(word, { minLength: 0, maxLength: 4 })
    .map((words) => `SELECT ${words.join(' ')} 1`);
  fc.assert(
    fc.property(fc.array(statement), (statements) => {
      expect(split(statements.join('\n;\n')).map(([, sql]) => sql)).toEqual(statements);
    }),
  );
});

test('quoted texts of a statement, and no others', () => {
  expect(quotedTexts("SELECT 'a', \"b\" FROM `c` -- 'd'\n/* 'e' */")).toEqual(["'a'", '"b"', '`c`']);
});

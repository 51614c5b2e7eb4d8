import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { disruptionNames } from '../../../../src/disruption.ts';
import { faultNames } from '../../../../src/faults/list.ts';
import { situations } from '../../../../src/history/expected-time.ts';
import { checks } from '../../../../src/judge/checks/list.ts';
import { phaseNames } from '../../../../src/judge/measure/types.ts';
import { outcomeWords } from '../../../../src/report/classes.ts';
import { phaseTitles } from '../../../../src/report/comparison/phase-titles.ts';
import { chinese, partsOfChinese } from '../../../../src/report/language/chinese/catalogue.ts';
import { inChinese } from '../../../../src/report/language/chinese-page.ts';
import { placeholdersOf } from '../../../../src/report/language/pattern.ts';
import { outageRows, recoveryRows } from '../../../../src/report/series/gantt-rows.ts';
import { nodeRoles } from '../../../../src/report/series/lanes.ts';
import { verdictSchema } from '../../../../src/verdict.ts';
import { sampleResult } from '../sample-result.ts';
import { englishIn, numbersIn } from './english.ts';

const entries = Object.entries(chinese);
const verdicts = verdictSchema.options;

test('no text has two entries', () => {
  const all = Object.values(partsOfChinese).flatMap((part) => Object.keys(part));
  expect(all.filter((text, index) => all.indexOf(text) < index)).toEqual([]);
});

test('both sides of an entry have the same placeholders, and the same numbers', () => {
  const bare = (text: string) => text.replaceAll(/\{[a-z]+\d*\}/g, '');
  const wrong = entries.filter(
    ([from, to]) =>
      placeholdersOf(from).sort().join() !== placeholdersOf(to).sort().join() ||
      new Set(numbersIn(bare(from))).symmetricDifference(new Set(numbersIn(bare(to)))).size > 0,
  );
  expect(wrong).toEqual([]);
});

test('what is in Chinese has no English words', () => {
  const found = entries.flatMap(([from, to]) => {
    const words = englishIn(to.replaceAll(/\{[a-z]+\d*\}/g, ' '));
    return words.length > 0 ? [`${from}: ${words}`] : [];
  });
  expect(found).toEqual([]);
});

/** What has no Chinese, of texts that pages show. */
function missing(texts: Iterable<string>, names: readonly string[] = []): string[] {
  return [...texts].filter((text) => englishIn(inChinese(text), names).length > 0);
}

/** What stands in the place of an expression of a template. */
const samples: Readonly<Record<string, string>> = {
  bucket: '10 ms',
  '../axis': 'Time since the fault',
  axis: 'Time since the fault',
  stream: 'service',
  window: 'before',
  count: '12',
  dockerCount: '12',
  'expected.situation': 'the server crashes',
  rpo: 'at least 3 rows',
  method:
    'Compares all lists, as each node has them at the end, with those of the node that leads then. Inconclusive without a final primary, and when a node was not read.',
};

const entities: Readonly<Record<string, string>> = {
  '&middot;': '·',
  '&mdash;': '—',
  '&minus;': '−',
  '&nbsp;': ' ',
  '&ldquo;': '“',
  '&rdquo;': '”',
};

test('every text of the templates is in Chinese', () => {
  const files = globSync('src/report/html/templates/*.hbs');
  expect(files.length).toBeGreaterThan(20);
  const texts = files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .replaceAll(/<(?:pre|code)\b[^>]*>.*?<\/(?:pre|code)>/gs, '<>')
      .replaceAll(/<[a-z/!][^<>]*>/g, '<>')
      .replaceAll(/\{\{(?:[#/>]|else)[^}]*\}\}|\{\{\{[^}]*\}\}\}/g, '<>')
      .replaceAll(/\{\{([^}]*)\}\}/g, (_, name: string) => samples[name] ?? '2')
      .replaceAll(/&[a-z]+;/g, (entity) => entities[entity] ?? entity)
      .split('<>')
      .map((text) => text.trim())
      .filter((text) => text !== ''),
  );
  expect(texts.length).toBeGreaterThan(200);
  expect(missing(texts)).toEqual([]);
});

test('every check, fault, class, phase, role, verdict and outcome is in Chinese', () => {
  const all = Object.values(checks).flatMap(({ title, method }) => [title, method]);
  expect(missing([...all, ...faultNames, ...disruptionNames, ...verdicts])).toEqual([]);
  expect(
    missing(
      faultNames.map((fault) => `${fault} of db1, db2`),
      ['db1', 'db2'],
    ),
  ).toEqual([]);
  expect(missing(verdicts.map((verdict) => verdict.toUpperCase()))).toEqual([]);
  const outcomes = Object.values(outcomeWords);
  expect(missing([...outcomes, ...outcomes.map((word) => word.toUpperCase())])).toEqual([]);
  expect(missing([...Object.values(situations), ...Object.values(nodeRoles)])).toEqual([]);
  expect(missing(Object.values(phaseTitles))).toEqual([]);
  const phases = phaseNames.map((name) => ({
    name,
    endedBy: 'no write outage',
    startedAtMs: 0,
    endedAtMs: 1,
  }));
  const result = { ...sampleResult(), phases };
  const rows = [...outageRows(result, 0), ...recoveryRows(result, 0)];
  expect(rows.length).toBeGreaterThan(phaseNames.length);
  expect(missing(rows.flatMap(({ title, detail }) => [title, detail]))).toEqual([]);
});

/** What stands in the place of an expression of a title. */
const parts: Readonly<Record<string, string>> = {
  stream: 'service',
  name: 'pool',
  which: '1',
  fault: 'kill',
  "targets.join(', ')": 'db1, db2',
  'one.title': 'RTO (service)',
  disruption: 'network',
};

test('every title of a measure is in Chinese', () => {
  const titles = globSync('src/judge/measure/*.ts').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\btitle: (['`])(.+?)\1(?=,| \})/g)].map(([, , title = '']) =>
      title.replaceAll(/\$\{([^}]*)\}/g, (_, code: string) => parts[code] ?? '?'),
    ),
  );
  expect(titles.length).toBeGreaterThan(12);
  expect(titles.filter((title) => title.includes('?'))).toEqual([]);
  expect(missing(titles, ['pool', 'db1', 'db2'])).toEqual([]);
});

test('every reason why a line of configuration is not taken is in Chinese', () => {
  const reasons = globSync('src/topology/config/*.ts').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\bwhy: '(.+?)',$/gm)].map(([, why = '']) => why),
  );
  expect(reasons.length).toBeGreaterThan(12);
  expect(missing(reasons)).toEqual([]);
});

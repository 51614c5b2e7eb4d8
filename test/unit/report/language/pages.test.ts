import { beforeAll, describe, expect, test } from 'vitest';
import { readRecord } from '../../../../src/history/reader.ts';
import type { DrillRecord } from '../../../../src/history/record.ts';
import { judge } from '../../../../src/judge/measure/judge.ts';
import { renderComparisonHtml } from '../../../../src/report/comparison/html.ts';
import { renderHtml } from '../../../../src/report/html.ts';
import { saidInComparison, saidInRecord } from '../../../../src/report/language/keep.ts';
import { plantedComparison } from '../comparison/planted-comparison.ts';
import { sampleRecord } from '../sample-record.ts';
import { sampleResult } from '../sample-result.ts';
import { englishIn } from './english.ts';

/** What was said by servers, by workloads of users and by the machine: it stays in the words in which it was said. */
const saidByOthers = [
  // Evidence of a fault, and what the harness did, as its event tells.
  /^：已证实生效 — .*$/s,
  /（take the first full backup of the new timeline）/,
  // Findings of a backup service, and of the workload append in the notation of its field.
  /^file-corrupt .*$/s,
  /23 internal, 19 lost-update, 28 G-single, 23 G2-item/,
  /list 1 was \[\], and then \[4 5 1 2\]/,
  /\{read 1: .*?\}/,
  /serializable(?= 级别)/,
  /(?<=不可用：)it has no replica$/,
  // Circles of transactions, in the same notation, and files of scenarios.
  /\d+ G-single, \d+ G2-item/,
  /首个：T\d.*?(?=；db1 进程|$)/s,
  /(?<=目标来源：)\S+$/,
  // Options of workloads and clients, and errors.
  /^CONFIRM_MS=\d+; POLL_MS=\d+$/,
  /^isolation repeatable-read, .*$/,
  /^connect(?: name, nameCache .*|: PROTOCOL_CONNECTION_LOST)$/,
  /^txn$|^ER_[A-Z_]+$/,
  // The environment.
  /^[\d.]+, commit [0-9a-f]+(?:-dirty)?$/,
  /^\d[\d.+\w-]*(?: \(Debian\))?$/,
  // Sets of GTIDs.
  /[0-9a-f]{8}-[0-9a-f]{4}-[\w:-]+/g,
];

/** The texts of a page, but for rows of event logs, evidence and files. */
function texts(html: string): string[] {
  const shown = html
    .replaceAll(/<(style|pre|code)\b.*?<\/\1>/gs, '<>')
    .replaceAll(/(<table class="log">.*?<tbody>).*?<\/tbody>/gs, '$1');
  const read = [...shown.matchAll(/ (?:aria-label|alt|title)="([^"]*)"/g)].map(([, text = '']) => text);
  return [...read, ...shown.split(/<[^>]*>/)].map((text) =>
    text
      .replaceAll(/&(?:#39|#x27);/g, "'")
      .replaceAll('&quot;', '"')
      .replaceAll('&lt;', '<')
      .replaceAll('&#x60;', '`')
      .replaceAll('&#x3D;', '=')
      .replaceAll('&minus;', '−')
      .replaceAll('&nbsp;', ' ')
      .trim(),
  );
}

function englishTexts(html: string, names: ReadonlySet<string>): string[] {
  return texts(html).flatMap((text) => {
    if (names.has(text)) return [];
    const own = saidByOthers.reduce((left, said) => left.replace(said, ' '), text);
    const words = englishIn(
      own,
      [...names].filter((name) => !name.includes(' ')),
    );
    return words.length > 0 ? [`${words}: ${text}`] : [];
  });
}

const records = [
  ...[
    'backup-that-lies',
    'group-kill',
    'never-routes',
    'no-fencing',
    'row-deleted',
    'semisync-falls-back',
  ].map((name) => `test/fixtures/records/${name}`),
  ...['append-anomaly', 'drop-database', 'kill-primary', 'three-clients'].map(
    (name) => `reports/examples/${name}`,
  ),
];

describe.each(records)('%s in Chinese', (folder) => {
  let record: DrillRecord;
  let page = '';
  let names: ReadonlySet<string>;
  beforeAll(async () => {
    record = await readRecord(folder);
    const result = judge(record);
    page = renderHtml(record, result, 'zh');
    const own = result.clients.map(({ name }) => name);
    names = new Set([...saidInRecord(record), ...own]);
  }, 120_000);

  test('has no English but what others said', () => {
    expect(englishTexts(page, names)).toEqual([]);
  });

  test('has its headline in Chinese, and keeps the question', () => {
    const [, headline = ''] = /<h1>(.*?)<\/h1>/s.exec(page) ?? [];
    expect(headline).toMatch(/^(?:通过|未通过|无法判定)：.*。$/s);
    const [, question = ''] = /演练问题：<\/b> ([^<]*)</.exec(page) ?? [];
    expect(question.replaceAll('&#x27;', "'")).toBe(record.manifest.scenario.question);
  });
});

test('a comparison has no English but names', () => {
  const comparison = plantedComparison();
  const page = renderComparisonHtml(comparison, (run) => run, 'zh');
  const said = [
    ...saidInComparison(comparison),
    ...comparison.groups.flatMap((one) => one.runs.flatMap(({ run, sentence }) => [run, sentence])),
  ];
  const settings = ['CONFIRM_MS', 'kill-replica', 'alone'];
  expect(englishTexts(page, new Set([...said, ...settings]))).toEqual([]);
});

test('says its language and fonts, and differs from the English page in nothing but texts', () => {
  const record = sampleRecord({ service: 100, application: 50 });
  const [english, page] = [renderHtml(record, sampleResult()), renderHtml(record, sampleResult(), 'zh')];
  expect(page).toContain('<html lang="zh-CN">');
  expect(page).toContain('"PingFang SC"');
  const tags = (html: string) => html.replaceAll(/<style>.*?<\/style>/gs, '').match(/<\/?[a-z]+/g) ?? [];
  expect(tags(page).filter((tag) => tag !== '<text' && tag !== '</text')).toEqual(
    tags(english).filter((tag) => tag !== '<text' && tag !== '</text'),
  );
});

test('what users wrote stays, and is escaped as it was', () => {
  const record = sampleRecord({ service: 100, application: 50 });
  const scenario = {
    ...record.manifest.scenario,
    question: 'No check was made.',
    description: '<b>Data</b> & "more"',
  };
  const page = renderHtml({ ...record, manifest: { ...record.manifest, scenario } }, sampleResult(), 'zh');
  expect(page).toContain('</b> No check was made.</p>');
  expect(page).toContain('&lt;b&gt;Data&lt;/b&gt; &amp; &quot;more&quot;');
});

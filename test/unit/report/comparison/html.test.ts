import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../../../src/compare/schema.ts';
import { renderComparisonHtml } from '../../../../src/report/comparison/html.ts';
import { pictures, tags, visible } from '../page-reader.ts';
import { planted } from '../planted.ts';
import { plantedComparison } from './planted-comparison.ts';

const comparison = plantedComparison();
const linkTo = (folder: string) => `${folder}/report.html`;
const clean = renderComparisonHtml(comparison, linkTo);

test('tells the story in order', () => {
  const headings = [...clean.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, title]) => title);
  expect(headings).toEqual([
    'Fault by topology',
    'What a setting buys, and what it costs',
    'freeze',
    'kill-primary',
    'short-blip',
    'The cost while nothing is broken',
    'Planned, and not in the numbers',
    'How these numbers were taken',
  ]);
});

describe('says', () => {
  const text = visible(clean);

  test.each([
    ['bounds as bounds', 'at least 60.00 s'],
    ['that rows differ', 'async and semisync differ: at least 60.00 s against 1.25 s'],
    ['that a median is missing', 'not measured'],
    ['which drills broke off', '1 drill broke off: listed, and in no number.'],
    ['what was planned and not drilled', 'kill-replica on alone not available: it has no replica'],
    ['how often there was a failover for nothing', '1 of 1 false'],
    ['where it was measured', 'in containers on one machine, not in production'],
  ])('%s', (_what, expected) => {
    expect(text).toContain(expected);
  });
});

test('each drill is a mark in the chart of its scenario, and links to its report', () => {
  const shown = comparison.groups
    .flatMap(({ runs }) => runs)
    .filter(({ lifecycle }) => lifecycle === 'completed');
  const measured = (name: 'rto-service' | 'rto-application') =>
    shown.filter(({ values }) => values[name]).length;
  expect(clean.match(/data-dot="(?:pass|fail|inconclusive)"/g)).toHaveLength(
    measured('rto-service') + measured('rto-application'),
  );
  for (const { folder } of comparison.groups.flatMap(({ runs }) => runs)) {
    expect(clean).toContain(`href="${folder}/report.html"`);
  }
});

test('what sets a row of a chart apart stands beside it whole', () => {
  const labels = comparison.groups.flatMap(({ label }) => Object.entries(label));
  expect(labels.length).toBeGreaterThan(0);
  for (const [key, value] of labels) expect(clean).toMatch(new RegExp(`<text[^>]*>${key}=${value}[;<]`));
  expect(clean).not.toContain('\u2026');
});

test('an interval is drawn where there are six drills, and nowhere else', () => {
  const sixes = comparison.groups.filter(({ summaries }) => summaries['rto-service']?.interval).length;
  expect(sixes).toBe(2);
  expect(clean.match(/data-interval/g)).toHaveLength(2 * sixes);
});

test('stands alone: no script, nothing from elsewhere, no style attribute', () => {
  expect(tags(clean)).not.toContain('script');
  expect([...clean.matchAll(/\s(?:src|style|on\w+)=/g)]).toEqual([]);
  expect([...clean.matchAll(/@import|url\((?!#)/g)]).toEqual([]);
  expect([...clean.matchAll(/href="(?:\w+:)?\/\//g)]).toEqual([]);
});

test('every picture has a role, a title and a description, or is hidden from screen readers', () => {
  expect(pictures(clean).length).toBeGreaterThan(10);
  for (const picture of pictures(clean))
    expect(picture).toMatch(/role="img".*<title>.*<desc>|aria-hidden="true"/);
});

const schemaWords = new Set(['format', 'verdict', 'lifecycle', 'finding', 'name', 'label.CONFIRM_MS']);

test.each([
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '{{{evil}}}<b>',
  '</style><script>',
])('%s in every string never becomes markup', (evil) => {
  const dirty = renderComparisonHtml(planted<Comparison>(comparison, evil, schemaWords), linkTo);
  expect(dirty).not.toContain(evil);
  for (const tag of tags(dirty)) expect(tags(clean)).toContain(tag);
  expect(dirty.split('&lt;').length).toBeGreaterThan(50);
});

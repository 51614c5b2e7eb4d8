import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DrillRecord } from '../../../src/history/record.ts';
import type { DrillResult } from '../../../src/judge/measure/types.ts';
import { renderHtml } from '../../../src/report/html.ts';
import { pictures, tags, visible } from './page-reader.ts';
import { planted, referringWords, schemaWords } from './planted.ts';
import { sampleRecord } from './sample-record.ts';
import { sampleResult } from './sample-result.ts';

const record = sampleRecord({ service: 100, application: 50 });

const clean = renderHtml(record, sampleResult());

test('tells the story in order', () => {
  const headings = [...clean.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, title]) => title);
  expect(headings).toEqual([
    'Objectives',
    'How the RTO came about',
    'What the clients lived through',
    'What the nodes were',
    'Data',
    'Measures',
    'Checks of correctness',
    'Event log',
    'Environment',
    'Run it again',
    'Evidence beside this page',
  ]);
  const text = visible(clean);
  expect(text).toContain('nobody could write for 1.40 s');
  expect(text).toContain(
    'on an isolated replica of the cluster in containers on one machine, not in production',
  );
  expect(text).toContain('The client’s own share of the application’s RTO is 746 ms');
  expect(text).toContain('ha-drill run scenarios/kill-primary.yml --seed 7');
});

test('stands alone: no script, nothing from elsewhere, no style attribute', () => {
  expect(tags(clean)).not.toContain('script');
  expect([...clean.matchAll(/\s(?:src|href|style|on\w+)=/g)]).toEqual([]);
  expect([...clean.matchAll(/@import|url\((?!#)/g)]).toEqual([]);
  const addresses = [...clean.matchAll(/https?:\/\/[^\s"<]*/g)].map(([address]) => address);
  expect(new Set(addresses)).toEqual(new Set(['http://www.w3.org/2000/svg']));
});

test('every picture has a role, a title and a description, or is hidden from screen readers', () => {
  expect(pictures(clean).length).toBeGreaterThan(20);
  for (const picture of pictures(clean))
    expect(picture).toMatch(/role="img".*<title>.*<desc>|aria-hidden="true"/);
});

test.each([
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'><svg onload=alert(1)>",
  '</title></style></pre><script>alert(1)</script>',
  '{{{evil}}}<b>',
  ']]><script>',
])('%s in every string of record and result never becomes markup', (evil) => {
  for (const kept of [schemaWords, referringWords]) {
    const dirty = renderHtml(
      planted<DrillRecord>(record, evil, kept),
      planted<DrillResult>(sampleResult(), evil, kept),
    );
    expect(dirty).not.toContain(evil);
    for (const tag of tags(dirty)) expect(tags(clean)).toContain(tag);
    expect(dirty.split('&lt;').length).toBeGreaterThan(100);
  }
});

test('no text whatever adds a tag', () => {
  const nasty = fc.string({ unit: fc.constantFrom(...'<>&"\'`=/ \u0000\u001b[31m{}!-a'), maxLength: 12 });
  const small = { ...record, samples: record.samples.filter((_, index) => index % 40 === 0) };
  fc.assert(
    fc.property(nasty, (text) => {
      const dirty = renderHtml(
        planted<DrillRecord>(small, text, referringWords),
        planted<DrillResult>(sampleResult(), text, referringWords),
      );
      for (const tag of tags(dirty)) expect(tags(clean)).toContain(tag);
    }),
    { numRuns: 30 },
  );
});

test('only finished pictures stand in triple-stashes', () => {
  const folder = new URL('../../../src/report/html/templates/', import.meta.url);
  const stashes = readdirSync(folder).flatMap((file) =>
    [...readFileSync(new URL(file, folder), 'utf8').matchAll(/\{\{\{\s*([^}]*?)\s*\}\}\}/g)].map(
      ([, name = '']) => name,
    ),
  );
  expect(stashes.length).toBeGreaterThan(5);
  for (const name of stashes) expect(name).toMatch(/^(?:\.\.\/)*(?:[a-z]+\.)*svg[A-Z]\w*$/);
});

test('what was not measured reads so, and never as 0', () => {
  const result = sampleResult();
  const blank: DrillResult = {
    ...result,
    verdict: 'inconclusive',
    lifecycle: 'interrupted',
    reasons: ['the drill was interrupted before the fault'],
    faults: [],
    phases: [],
    outages: [],
    loss: null,
    latencies: [],
    errors: [],
    measurements: result.measurements.map((one) => ({ ...one, value: null })),
    objectives: result.objectives.map((one) => ({ ...one, actual: 'not measured', margin: null })),
  };
  const interrupted: DrillRecord = {
    ...record,
    manifest: { ...record.manifest, lifecycle: 'interrupted', failure: 'SIGINT' },
    operations: { ...record.operations, length: 0 },
    samples: [],
    finals: [],
    events: [],
    damage: ['history.ndjson.gz: cut short'],
  };
  const text = visible(renderHtml(interrupted, blank));
  expect(text).toContain('The drill was interrupted: SIGINT.');
  expect(text).toContain('A part of the record is damaged: history.ndjson.gz: cut short');
  expect(text).toContain('Data loss was not measured.');
  expect(text).toContain('the drill was interrupted before the fault');
  expect(text).toMatch(/RTO, service not measured/);
  expect(text).not.toMatch(/\b0 (?:ms|rows|s)\b/);
});

test('a censored measure is shown as at least', () => {
  const result = sampleResult();
  const measurements = result.measurements.map((one) =>
    one.name === 'rto-service' ? { ...one, value: 60_000, atLeast: true } : one,
  );
  const outages = result.outages.map((one) => ({ ...one, open: true }));
  const text = visible(renderHtml(record, { ...result, measurements, outages }));
  expect(text).toContain('at least 60.00 s');
  expect(text).toContain('not over at the end');
  expect(text).toContain('The client’s own share was not measured.');
});

test('checks that did not pass come first and are open', () => {
  const result = sampleResult();
  const checks = result.checks.map((check, index) =>
    index === 4 ? { ...check, verdict: 'fail' as const } : check,
  );
  const html = renderHtml(record, { ...result, checks });
  const shown = [...html.matchAll(/<details class="check"( open)?>[\s\S]*?<b>(.*?)<\/b>/g)].map(
    ([, open, title]) => [title, open !== undefined],
  );
  expect(shown[0]).toEqual(['Never two writable primaries', true]);
  expect(shown.slice(1).every(([, open]) => open === false)).toBe(true);
});

test('the packages of every image stand there, or that they are not known', () => {
  const text = visible(clean);
  expect(text).toContain('2 packages of ha-drill/mysql:0123456789ab (mysql1, mysql2, mysql3)');
  expect(text).toContain('libc6 2.42-2, mysql-server-core 9.7.0-1');
  expect(text).toContain('Packages of proxy@sha256:9c2 (haproxy)');
  expect(text).toContain('It has no list of packages that can be read here; its id says which image it was.');
  const { images: _, ...environment } = record.manifest.environment;
  const old = renderHtml({ ...record, manifest: { ...record.manifest, environment } }, sampleResult());
  expect(visible(old)).not.toMatch(/[Pp]ackages of/);
});

test('configuration of a user is told line by line, with what is used instead', () => {
  const change = { file: 'my.cnf', line: 3, written: 'server-id = 1', used: null, why: 'no two nodes <may>' };
  const configured = { base: 'semisync', paths: ['my.cnf'], changes: [change], kept: [] };
  const { manifest } = record;
  const own = { ...record, manifest: { ...manifest, topology: { ...manifest.topology, configured } } };
  expect(visible(renderHtml(own, sampleResult()))).toMatch(
    /my\.cnf:3\s+server-id &#x3D; 1\s+left out\s+no two nodes/,
  );
  expect(visible(clean)).not.toContain('Your configuration');
});

import { expect, test } from 'vitest';
import type { ClientResult, DrillResult } from '../../../src/judge/measure/types.ts';
import { clientRows } from '../../../src/report/clients.ts';
import { renderConsole } from '../../../src/report/console.ts';
import { renderHtml } from '../../../src/report/html.ts';
import { renderMarkdown } from '../../../src/report/markdown.ts';
import { smallDrill } from '../../support/small-drill.ts';
import { sampleResult } from './sample-result.ts';

const clientOf = (
  name: string,
  valueMs: number | null,
  changes: Partial<ClientResult> = {},
): ClientResult => ({
  name,
  settings: 'as by default',
  rto: {
    name: `rto-client-${name}`,
    title: `RTO (client ${name})`,
    value: valueMs,
    unit: 'ms',
    atLeast: false,
    resolution: valueMs === null ? null : 60,
    how: 'planted',
  },
  never: false,
  acknowledged: 1200,
  failed: 24,
  unknown: 1,
  lastError: 'ECONNREFUSED',
  ...changes,
});

const result: DrillResult = {
  ...sampleResult(),
  clients: [
    clientOf('pool-a', 1204),
    clientOf('pool-b', 31_400, { never: true, lastError: 'ER_OPTION_PREVENTS_STATEMENT' }),
    clientOf('stranger', null),
  ],
};

test('the clients stand beside the service and the application, and one that did not come back has "never"', () => {
  expect(clientRows(result).map(({ name, rto }) => [name, rto])).toEqual([
    ['service', '1.40 s'],
    ['application', '2.15 s'],
    ['pool-a', '1.20 s'],
    ['pool-b', 'never (at least 31.40 s)'],
    ['stranger', 'not measured'],
  ]);
});

test('terminal, page and summary have them', () => {
  expect(renderConsole(result, { colour: false })).toContain(
    '  pool-b       never (at least 31.40 s)  as by default\n',
  );
  const html = renderHtml(smallDrill(), result);
  expect(html).toContain('<h2>The clients side by side</h2>');
  expect(html).toContain('never (at least 31.40 s)');
  expect(renderMarkdown(result)).toContain('| pool-b | never (at least 31.40 s) |');
});

test('a drill without clients has no such part', () => {
  expect(clientRows(sampleResult())).toEqual([]);
  expect(renderConsole(sampleResult(), { colour: false })).not.toContain('client');
  expect(renderHtml(smallDrill(), sampleResult())).not.toContain('side by side');
});

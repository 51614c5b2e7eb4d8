import { expect, test } from 'vitest';
import type { DrillResult, Measurement } from '../../../src/judge/measure/types.ts';
import { renderRepetitions } from '../../../src/report/repetitions.ts';
import { sampleResult } from './sample-result.ts';

function drill(run: string, verdict: DrillResult['verdict'], changes: Record<string, Partial<Measurement>>) {
  const result = sampleResult();
  const measurements = result.measurements.map((one) => ({ ...one, ...changes[one.name] }));
  return { ...result, run, verdict, measurements };
}

test('a row each, and the medians; bounds and what was not measured are told', () => {
  const table = renderRepetitions([
    drill('a', 'pass', { 'rto-service': { value: 1200 } }),
    drill('bb', 'fail', { 'rto-service': { value: 60_000, atLeast: true }, 'rpo-rows': { value: 3 } }),
    drill('c', 'inconclusive', { 'rto-service': { value: 1300 }, 'rto-application': { value: null } }),
  ]);
  expect(table).toMatchInlineSnapshot(`
    "run          seed  verdict            RTO service  RTO application     RPO
    a               7  pass                    1.20 s           2.15 s  0 rows
    bb              7  fail          at least 60.00 s           2.15 s  3 rows
    c               7  inconclusive            1.30 s     not measured  0 rows
    median of 3                                1.30 s    2.15 s (of 2)  0 rows
    worst                            at least 60.00 s    2.15 s (of 2)  3 rows"
  `);
});

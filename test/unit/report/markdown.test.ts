import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DrillResult } from '../../../src/judge/measure/types.ts';
import { renderMarkdown } from '../../../src/report/markdown.ts';
import { planted, schemaWords } from './planted.ts';
import { sampleResult } from './sample-result.ts';

test('what the settings promise has a table of its own', () => {
  expect(renderMarkdown(sampleResult())).toContain(
    '| the manager calls the primary dead | 500 ms to 800 ms | 643 ms (within) | CONFIRM\\_MS=500; POLL\\_MS=100 |',
  );
});

test('a summary for a pull request', () => {
  expect(renderMarkdown({ ...sampleResult(), expected: [] })).toMatchInlineSnapshot(`
    "## PASS: kill-primary on semisync

    **After the primary was killed nobody could write for 1.40 s (target at most 5 s), and no acknowledged write was lost.**

    Run 20261120-214502-kill-primary-semisync-7, seed 7, started 2026-11-20 21:45:02 UTC, completed. Measured on an isolated replica in containers, not in production.

    ### Objectives

    | Verdict | Objective | Target | Measured | Margin | Why |
    | --- | --- | --- | --- | --- | --- |
    | pass | RTO, service | ≤ 5s | 1.40 s | 3.60 s | within the target |
    | pass | RTO, application | ≤ 10s | 2.15 s | 7.85 s | within the target |
    | pass | Acknowledged writes lost | ≤ 0 | 0 rows | 0 rows | within the target |
    | pass | Time to full redundancy | ≤ 60s | 27.27 s | 32.73 s | within the target |
    | pass | Failovers | ≤ 1 | 1 | 0 | within the target |

    ### Phases of the RTO

    | Phase | Took | Until | Ended by |
    | --- | --- | --- | --- |
    | noticed | 187 ms | +0.187 s | the manager suspects mysql1 after a refused poll |
    | detected | 506 ms | +0.693 s | the manager declares mysql1 dead: 3 polls refused and 2 of 2 replicas agree |
    | promoted | 385 ms | +1.078 s | mysql2 accepts writes |
    | routed | 196 ms | +1.274 s | haproxy sends writes to mysql2 |
    | first-write | 130 ms | +1.404 s | the first acknowledged write of a stable window (service) |
    | steady | 1.96 s | +3.366 s | latency and error rate are as in the baseline |
    | redundant | 23.90 s | +27.266 s | 3 of 3 nodes healthy, semisync in force |

    ### Checks

    | Verdict | Check | Found |
    | --- | --- | --- |
    | pass | No acknowledged write is lost | 10,492 of 10,492 are on mysql2 |
    | pass | No write that surely failed is present | 0 of 490 failed writes are present |
    | pass | Every node equals the primary | 3 nodes hold the same 10,493 rows |
    | pass | No node has transactions the primary lacks | none at the end |
    | pass | Never two writable primaries | 1,101 samples, never two at once |
    | pass | No write was acknowledged without a replica | 0 of 10,492 |

    ### Data

    | Writes | Rows |
    | --- | --- |
    | acknowledged | 10,492 |
    | lost | 0 |
    | stranded on another node | 0 |
    | unknown, present | 1 |
    | unknown, changed | 0 |
    | unknown, absent | 2 |

    ### Measures

    | Measure | Value | Resolution | How it was taken |
    | --- | --- | --- | --- |
    | RTO, service | 1.40 s | 10 ms | from the fault in force to the first acknowledged write of a stable window, on fresh connections |
    | RTO, application | 2.15 s | 5 ms | the same, through a mysql2 pool with ordinary settings |
    | Longest write outage, service | 1.41 s | 10 ms | between two acknowledgements |
    | Longest write outage, application | 2.15 s | 5 ms | the same |
    | Acknowledged writes lost | 0 rows | 1 row | compared with the final primary, by key |
    | Age of the oldest lost write | 0 ms | 10 ms | no acknowledged write was lost |
    | Availability, service | 96.183 % | 0.03 % | writes acknowledged of writes due |
    | Time to full redundancy | 27.27 s | 100 ms | until all nodes are healthy members |
    | Failovers | 1 | 1 | promotions seen in the event log |
    | Brown-out, application | not measured |  | the baseline was too short to compare |
    "
  `);
});

test('stays below 900 KiB and says what it left out', () => {
  const result = sampleResult();
  const evidence = Array.from({ length: 50_000 }, (_, row) => `writer 3 sequence ${row} ¶ on no node`);
  const checks = result.checks.map((check) => ({ ...check, verdict: 'fail' as const, evidence }));
  const text = renderMarkdown({ ...result, checks });
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(900 * 1024);
  expect(text).toMatch(
    /\d{3},\d{3} more lines are left out; all of it is in report\.html and result\.json\.\n$/,
  );
});

test('no text breaks a table or becomes markup', () => {
  const nasty = fc.string({ unit: fc.constantFrom(...'<>&|`*_[]()\\\n#a '), maxLength: 12 });
  const rows = (text: string) => text.split('\n').filter((line) => line.startsWith('|'));
  const cells = (line: string) => line.replace(/\\\\/g, '').replace(/\\\|/g, '').split('|').length;
  const expected = rows(renderMarkdown(sampleResult())).map(cells);
  fc.assert(
    fc.property(nasty, (text) => {
      const markdown = renderMarkdown(planted<DrillResult>(sampleResult(), text, schemaWords));
      expect(rows(markdown).map(cells)).toEqual(expected);
      expect(markdown).not.toMatch(/<[a-z/!]/i);
    }),
    { examples: [['\\|'], ['a\nb'], ['<b>']] },
  );
});

test('loss that was not measured is said, not shown as 0', () => {
  expect(renderMarkdown({ ...sampleResult(), loss: null })).toContain('Data loss was not measured.');
});

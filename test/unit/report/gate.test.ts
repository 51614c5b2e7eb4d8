import { expect, test } from 'vitest';
import { compareRuns } from '../../../src/compare/compare.ts';
import { judgeGate } from '../../../src/compare/gate.ts';
import { renderGate, renderGateMarkdown } from '../../../src/report/gate.ts';
import { plantRuns } from '../compare/plant-runs.ts';

const baseline = compareRuns([
  ...plantRuns([1000, 1050, 1100], { rpo: 0, parameters: { CONFIRM_MS: '1000' } }),
  ...plantRuns([900, 950, 980], { rpo: 0, scenario: 'freeze' }),
  ...plantRuns([900, 950], { rpo: 0, topology: 'a|<b>' }),
]);
const gate = judgeGate(
  baseline,
  compareRuns([
    ...plantRuns([3000, 3050, 3100], { rpo: 2, verdict: 'fail', parameters: { CONFIRM_MS: '3000' } }),
    ...plantRuns([900, 940, 990], { rpo: 0, scenario: 'freeze' }),
    ...plantRuns([900, 940], { rpo: 0, scenario: 'new' }),
  ]),
);

test('for a terminal', () => {
  expect(renderGate(gate)).toMatchInlineSnapshot(`
    "pass freeze on semisync
        pass verdict: 0 of 3 drills fail, 0 of 3 did
        pass RPO: at most 0 rows lost in a drill, 0 in the baseline
        pass RTO (service): median 940 ms, 950 ms in the baseline: 10 ms (1 %) less
        pass RTO (application): median 940 ms, 950 ms in the baseline: 10 ms (1 %) less
    inconclusive kill-primary on a|<b>
        inconclusive drills: it was not drilled
    fail kill-primary on semisync
        fail verdict: 3 of 3 drills fail, none did
        fail RPO: at most 2 rows lost in a drill, 0 in the baseline: 2 more
        fail RTO (service): median 3.05 s, 1.05 s in the baseline: 2.00 s (190 %) more, beyond noise (p = 0.050)
        fail RTO (application): median 3.05 s, 1.05 s in the baseline: 2.00 s (190 %) more, beyond noise (p = 0.050)
        since the baseline: CONFIRM_MS: 1000 -> 3000
    new on semisync is not in the baseline: nothing to hold it against
    Some rows rest on 2 completed drills only. A median of fewer than 6 has no 95 % interval: even the range of 5 values covers the true median in 94 % of cases at most, that of 3 in 75 %.

    Worse: any lost row more, any failing drill where none was, a share of failing drills higher than chance explains (Fisher, exact), or a median RTO higher by 200 ms and 10 % at least that a one-sided rank test (Gehan-Wilcoxon, exact) does not take for chance at 5 %.
    FAIL 1 of 3 got worse than the baseline"
  `);
});

test('for a pull request', () => {
  expect(renderGateMarkdown(gate)).toMatchInlineSnapshot(`
    "## FAIL: 1 of 3 got worse than the baseline

    | Verdict | Drill | Measure | Found |
    | --- | --- | --- | --- |
    | fail | kill-primary on semisync | verdict | 3 of 3 drills fail, none did |
    | fail | kill-primary on semisync | RPO | at most 2 rows lost in a drill, 0 in the baseline: 2 more |
    | fail | kill-primary on semisync | RTO (service) | median 3.05 s, 1.05 s in the baseline: 2.00 s (190 %) more, beyond noise (p = 0.050) |
    | fail | kill-primary on semisync | RTO (application) | median 3.05 s, 1.05 s in the baseline: 2.00 s (190 %) more, beyond noise (p = 0.050) |
    | inconclusive | kill-primary on a\\|&lt;b&gt; | drills | it was not drilled |

    - kill-primary on semisync, since the baseline: CONFIRM\\_MS: 1000 -&gt; 3000
    - new on semisync is not in the baseline: nothing to hold it against
    - Some rows rest on 2 completed drills only. A median of fewer than 6 has no 95 % interval: even the range of 5 values covers the true median in 94 % of cases at most, that of 3 in 75 %.

    <details><summary>1 not worse</summary>

    | Verdict | Drill | Measure | Found |
    | --- | --- | --- | --- |
    | pass | freeze on semisync | verdict | 0 of 3 drills fail, 0 of 3 did |
    | pass | freeze on semisync | RPO | at most 0 rows lost in a drill, 0 in the baseline |
    | pass | freeze on semisync | RTO (service) | median 940 ms, 950 ms in the baseline: 10 ms (1 %) less |
    | pass | freeze on semisync | RTO (application) | median 940 ms, 950 ms in the baseline: 10 ms (1 %) less |

    </details>

    Worse: any lost row more, any failing drill where none was, a share of failing drills higher than chance explains (Fisher, exact), or a median RTO higher by 200 ms and 10 % at least that a one-sided rank test (Gehan-Wilcoxon, exact) does not take for chance at 5 %.
    "
  `);
});

test('an empty baseline is told', () => {
  expect(renderGate(judgeGate(compareRuns([]), baseline))).toContain(
    'the baseline is empty: nothing was compared',
  );
});

import { expect, test } from 'vitest';
import type { ClassResult, DrillResult } from '../../../src/judge/measure/types.ts';
import { annotationsOf } from '../../../src/report/ci/annotations.ts';
import { renderConsole } from '../../../src/report/console.ts';
import { renderHtml } from '../../../src/report/html.ts';
import { renderMarkdown } from '../../../src/report/markdown.ts';
import { manifestOf } from '../../support/parts.ts';
import { sampleRecord } from './sample-record.ts';
import { sampleResult } from './sample-result.ts';

const classes: ClassResult[] = [
  {
    disruption: 'process',
    faults: ['kill of db1'],
    outcome: 'breached',
    objectives: [
      {
        measure: 'rto-service',
        title: 'RTO (service)',
        target: '<= 1s',
        origin: 'ha-drill.config.yml:4',
        actual: '1.40 s',
        outcome: 'breached',
        reason: '400 ms above the target',
      },
    ],
  },
  { disruption: 'network', faults: [], outcome: 'not-measured', objectives: [] },
];
const result: DrillResult = { ...sampleResult(), classes };

test('the terminal tells each class: what came of it, by which target, and where that stands', () => {
  expect(renderConsole(result, { colour: false })).toContain(
    `by class of disruption:
  process  breached      RTO (service) 1.40 s, target ≤ 1s (ha-drill.config.yml:4)
  network  not measured  neither the scenario nor the policy has a target for it`,
  );
  expect(renderConsole(sampleResult(), { colour: false })).not.toContain('by class');
});

test('so do the summary and the page', () => {
  expect(renderMarkdown(result)).toContain(
    '| process | breached | RTO (service) | ≤ 1s | 1.40 s | ha-drill.config.yml:4 | 400 ms above the target |',
  );
  const page = renderHtml(sampleRecord(), result);
  expect(page).toContain('<h3>By class of disruption</h3>');
  expect(page).toMatch(/BREACHED[\s\S]*process[\s\S]*Target from ha-drill\.config\.yml:4[\s\S]*NOT MEASURED/);
  expect(renderHtml(sampleRecord(), sampleResult())).not.toContain('By class of disruption');
});

test('an annotation of a target of the policy stands in the project file, if that is in the checkout', () => {
  const missed = (origin: string) => {
    const objective = { ...result.objectives[0], verdict: 'fail', origin, disruption: 'process' };
    const manifest = manifestOf({ scenarioFile: 'drills/kill.yml' });
    const drill = { ...result, verdict: 'fail', objectives: [objective] } as DrillResult;
    return annotationsOf([{ manifest, result: drill }]).map(({ file, line }) => [file, line]);
  };
  expect(missed('ha-drill.config.yml:4')).toEqual([['ha-drill.config.yml', 4]]);
  expect(missed('/root/.config/ha-drill/config.yml:4')).toEqual([['drills/kill.yml', 1]]);
  expect(missed('../other/ha-drill.config.yml:4')).toEqual([['drills/kill.yml', 1]]);
});

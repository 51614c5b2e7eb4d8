import { describe, expect, test } from 'vitest';
import { compareRuns } from '../../../src/compare/compare.ts';
import { defaultsOf, differing, settingsOf } from '../../../src/compare/settings.ts';
import { plantRun } from './plant-runs.ts';

describe('what a run was set to', () => {
  const { manifest } = plantRun({ parameters: { POLL_MS: '100' } });

  test('is each parameter of the topology and each value of the scenario, in the order of their keys', () => {
    const settings = settingsOf(manifest);
    expect(settings).toMatchObject({
      POLL_MS: '100',
      'method.0.fault': 'kill',
      'method.0.target': 'primary',
      'workload.rate': '200',
    });
    expect(Object.keys(settings)).toEqual(Object.keys(settings).toSorted());
  });

  test('is not what it is called, why it is asked, or what is wanted of it', () => {
    const idle = /^(?:name|question|description|topology|parameters|objectives|checks)/;
    const described = plantRun({
      changes: { description: 'in words', checks: ['nodes-equal-primary'], parameters: { POLL_MS: '7' } },
    });
    expect(Object.keys(settingsOf(described.manifest)).filter((key) => idle.test(key))).toEqual([]);
  });

  test('is not by which targets a step is judged', () => {
    const [step] = manifest.scenario.method;
    if (!step) throw new Error('the scenario has a step');
    const scenario = { ...manifest.scenario, method: [step, { ...step, disruption: 'process' as const }] };
    const own = settingsOf({ ...manifest, scenario });
    expect(own['method.1.fault']).toBe('kill');
    expect(Object.keys(own).filter((key) => key.includes('disruption'))).toEqual([]);
    const withOwn = { ...manifest.scenario, method: [{ ...step, with: { disruption: 'process' } }] };
    expect(settingsOf({ ...manifest, scenario: withOwn })['method.0.with.disruption']).toBe('process');
  });

  test('is told of nothing that was not set, and of what was set to nothing', () => {
    const scenario = Object.assign({ ...manifest.scenario }, { phase: undefined, seed: null });
    const own = settingsOf({ ...manifest, scenario });
    expect('phase' in own).toBe(false);
    expect(own.seed).toBe('null');
  });
});

describe('a parameter at its default', () => {
  const declaring = (composeText: string, parameters: Record<string, string>, minute = 1) => {
    const run = plantRun({ parameters });
    const { manifest } = run;
    const startedAt = `2026-11-20T12:0${minute}:00.000Z`;
    return { ...run, manifest: { ...manifest, startedAt, topology: { ...manifest.topology, composeText } } };
  };
  const text = "x-ha-drill: { parameters: { POLL_MS: { description: d, default: '100' } } }";

  test('is the same as none at all, before the topology had it', () => {
    const runs = [declaring('x-ha-drill: {}', {}, 0), declaring(text, { POLL_MS: '100' })];
    expect(compareRuns(runs).groups).toMatchObject([{ settings: { POLL_MS: '100' }, label: {} }]);
  });

  test('and another value is another drill', () => {
    const runs = [declaring('x-ha-drill: {}', {}, 0), declaring(text, { POLL_MS: '50' })];
    expect(compareRuns(runs).groups.map(({ label }) => label)).toEqual([
      { POLL_MS: '50' },
      { POLL_MS: '100' },
    ]);
  });

  test('is that of the newest run, in whatever order they are', () => {
    const older = declaring(text.replaceAll('100', '70'), {}, 0).manifest;
    const newer = declaring(text, {}, 1).manifest;
    for (const runs of [
      [older, newer],
      [newer, older],
    ])
      expect([...defaultsOf(runs).values()]).toEqual([{ POLL_MS: '100' }]);
  });

  const odd = [
    `${text}\nb: [`,
    "x-ha-drill: { parameters: { 5: { default: '1' } } }",
    'x-ha-drill: { parameters: { POLL_MS: { description: d } } }',
  ];
  test.each([...odd, 'a: [', 'x-ha-drill: 5', 'x-ha-drill: { parameters: [1] }', '&a [*a]'])(
    'is not known of a text such as %s',
    (odd) => expect([...defaultsOf([declaring(odd, {}).manifest]).values()]).toEqual([{}]),
  );
});

describe('the settings that differ', () => {
  test('are those that are not the same in all, or that some lack', () => {
    expect(
      differing([
        { a: '1', b: '1', c: '1' },
        { a: '1', b: '2' },
      ]),
    ).toStrictEqual([{ b: '1', c: '1' }, { b: '2' }]);
  });

  test('of one are none', () => {
    expect(differing([{ a: '1' }])).toStrictEqual([{}]);
    expect(differing([])).toStrictEqual([]);
  });
});

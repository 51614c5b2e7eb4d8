import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { disruptionNames } from '../../../src/disruption.ts';
import { formatProblem } from '../../../src/document/problem.ts';
import { parseSource } from '../../../src/document/source.ts';
import { DrillError } from '../../../src/errors.ts';
import { faultNames, faults } from '../../../src/faults/list.ts';
import type { PolicyEntry } from '../../../src/project/current.ts';
import { resolveScenario } from '../../../src/scenario/load.ts';
import { parseSet } from '../../../src/scenario/overrides.ts';
import { planScenario } from '../../../src/scenario/plan.ts';
import { underPolicy } from '../../../src/scenario/policy.ts';

const kill = { at: '1s', fault: 'kill', target: 'primary' };
const killHost = { at: '20s', fault: 'kill', target: 'primary', with: { what: 'host' } };

const entry = (disruption: PolicyEntry['disruption'], key: PolicyEntry['key'], value: string | number) => ({
  disruption,
  key,
  value,
  origin: `ha-drill.config.yml:${disruptionNames.indexOf(disruption) + 2}`,
});
const policy = [
  entry('process', 'rto', '5s'),
  entry('process', 'rpo', 0),
  entry('host', 'rto', '30s'),
  entry('site', 'rto', '35s'),
];

/** A scenario on semisync with some of its keys replaced, under a policy. */
async function load(changes: object, entries: readonly PolicyEntry[] = policy, sets: readonly string[] = []) {
  const scenario = { name: 'case', question: 'What if?', topology: 'semisync', method: [kill], ...changes };
  const source = parseSource('drill.yml', JSON.stringify(scenario, null, 1));
  return resolveScenario(source, sets.map(parseSet), undefined, entries);
}

const planned = async (...words: Parameters<typeof load>) =>
  planScenario(await load(...words), null).objectives.map(({ measure, target, disruption }) =>
    [measure, target, disruption ?? 'own'].join(' '),
  );

describe('a scenario under a policy', () => {
  test('has the targets of the class of its fault, and may say none of its own', async () => {
    expect(await planned({})).toEqual(['rto-service <= 5s process', 'rpo-rows <= 0 process']);
    expect(await planned({ method: [{ ...kill, with: { what: 'host' } }] })).toEqual([
      'rto-service <= 30s host',
    ]);
  });

  test('keeps its own targets, of which those of an option are, with where they stand', async () => {
    const own = { objectives: { 'rto-service': '<= 2s' } };
    expect(await planned(own)).toEqual(['rto-service <= 2s own', 'rpo-rows <= 0 process']);
    const { origins } = await load(own, policy, ['objectives.rpo-rows=<= 7']);
    expect(origins).toEqual({
      'rto-service': expect.stringMatching(/^drill\.yml:\d+$/),
      'rpo-rows': '--set objectives.rpo-rows=<= 7',
    });
  });

  test('has its own RPO in place of the one of the policy, be it in rows or in seconds', async () => {
    const own = { objectives: { 'rpo-seconds': '<= 30s' } };
    expect(await planned(own)).toEqual(['rpo-seconds <= 30s own', 'rto-service <= 5s process']);
  });

  test('of several classes has the targets of each, and the loosest for what knows no classes', async () => {
    const both = { method: [kill, killHost] };
    expect(await planned(both)).toEqual([
      'rto-service <= 5s process',
      'rto-service <= 30s host',
      'rpo-rows <= 0 process',
    ]);
    const { scenario, policy: kept } = await load(both);
    expect(scenario.objectives).toEqual({ 'rto-service': '<= 30s', 'rpo-rows': '<= 0' });
    expect(kept).toMatchObject({ disruptions: ['process', 'host'], classes: ['process', 'host', 'site'] });
  });

  test('is of the class that a step says', async () => {
    expect(await planned({ method: [{ ...kill, disruption: 'site' }] })).toEqual(['rto-service <= 35s site']);
  });

  test('that restores is also held to when the restored data is in service', async () => {
    const restored = {
      method: [{ at: '1s', fault: 'drop-database', target: 'primary' }],
      backup: {},
      recovery: { restore: { what: 'before-damage' } },
    };
    const logical = [entry('logical', 'rto', '10m'), entry('logical', 'rpo', '30s')];
    const source = parseSource('drill.yml', JSON.stringify(restored));
    expect(
      underPolicy(source, logical).policy?.targets.map(({ measure, target }) => [measure, target]),
    ).toEqual([
      ['rto-service', '<= 10m'],
      ['time-to-restore', '<= 10m'],
      ['rpo-seconds', '<= 30s'],
    ]);
  });

  test('is refused where neither has a target, and what is doubtful is told where it stands', async () => {
    const none = load({ method: [{ at: '1s', fault: 'delay', target: 'primary' }] });
    await expect(none).rejects.toThrow(/objectives: expected at least one objective, found none/);
    await expect(load({}, [])).rejects.toBeInstanceOf(DrillError);
    const { warnings } = await load({}, [entry('process', 'rto', '10m')]);
    expect(warnings.map(formatProblem)).toEqual([
      expect.stringMatching(
        /^ha-drill\.config\.yml:2 \(policy\.process\.rto\): objectives\.rto-service: <= 10m/,
      ),
    ]);
  });

  test('is as it was where there is none, and keeps nothing of one', async () => {
    const own = { objectives: { 'rto-service': '<= 2s' } };
    const { scenario, policy: kept } = await load(own, []);
    expect(kept).toBeNull();
    expect(scenario.objectives).toEqual(own.objectives);
  });
});

test('whatever a policy says: own targets stay, and all others are of a class of the method', () => {
  const keys = ['rto', 'rto-application', 'rpo', 'time-to-redundancy'] as const;
  const entries = fc.uniqueArray(
    fc.record({
      disruption: fc.constantFrom(...disruptionNames),
      key: fc.constantFrom(...keys),
      value: fc.integer({ min: 1, max: 3600 }).map((seconds) => `${seconds}s`),
      origin: fc.constant('ha-drill.config.yml:1'),
    }),
    { selector: ({ disruption, key }) => `${disruption} ${key}` },
  );
  const own = fc.dictionary(
    fc.constantFrom('rto-service', 'rto-application', 'rpo-rows', 'rpo-seconds', 'time-to-redundancy'),
    fc.constant('<= 1'),
  );
  const steps = fc.array(fc.record({ disruption: fc.constantFrom(...disruptionNames) }), { maxLength: 4 });
  fc.assert(
    fc.property(entries, own, steps, (given, objectives, method) => {
      const document = { objectives, method: method.map((step) => ({ ...kill, ...step })) };
      const { source, policy: kept } = underPolicy(parseSource('drill.yml', JSON.stringify(document)), given);
      const after = (source.plain as { objectives: Record<string, string> }).objectives;
      expect(after).toMatchObject(objectives);
      const classes = method.map(({ disruption }) => disruption as string);
      for (const { disruption, measure, target } of kept?.targets ?? []) {
        expect(classes).toContain(disruption);
        expect(Object.keys(objectives)).not.toContain(measure);
        const seconds = (text = '') => Number.parseInt(text.slice(3), 10);
        expect(seconds(after[measure])).toBeGreaterThanOrEqual(seconds(target));
      }
      const added = Object.keys(after).filter((measure) => !(measure in objectives));
      expect(new Set(added)).toEqual(new Set(kept?.targets.map(({ measure }) => measure)));
    }),
  );
});

test('every class but a whole site has a fault, and every fault is of a class', () => {
  const classes = faultNames.map((name) => {
    const parameters = faults[name].parameters.safeParse({});
    return faults[name].disruption(parameters.data ?? {});
  });
  const seen = new Set([...classes, faults.kill.disruption({ what: 'host' })]);
  expect([...seen].toSorted()).toEqual(disruptionNames.filter((name) => name !== 'site').toSorted());
});

import { describe, expect, test } from 'vitest';
import { exitOf, scenarioOf } from '../../../src/cli/faults-try.ts';
import { renderMedians, renderTrial } from '../../../src/cli/trial-text.ts';
import type { Trial } from '../../../src/drill/trial.ts';

const good: Trial = {
  fault: 'isolate',
  targets: ['db1'],
  proved: true,
  evidence: 'db1: 4 packets dropped',
  doneAfterMs: 12.34,
  provedAfterMs: 31,
  end: { how: 'healed', afterMs: 40.2, evidence: 'db1: no rule left' },
  healthyAfterMs: 900,
  leftovers: [],
};
const unproved: Trial = {
  ...good,
  proved: false,
  evidence: 'no packet was caught',
  doneAfterMs: null,
  provedAfterMs: null,
};

describe('the exit code', () => {
  const exit = (...trials: Trial[]) => exitOf({ trials, leftovers: [] }, false);

  test('tells the worst of all trials', () => {
    expect(exit(good, good)).toBe('pass');
    expect(exit(good, unproved)).toBe('inconclusive');
    expect(exit(unproved, { ...good, end: { how: 'not-healed', why: '' } })).toBe('cleanup');
    expect(exit({ ...good, leftovers: ['db1: table inet ha_drill'] })).toBe('cleanup');
    expect(exit({ ...good, healthyAfterMs: null })).toBe('cleanup');
    expect(exit({ ...good, end: { how: 'started-again' } })).toBe('pass');
  });

  test('what could not be removed, and Ctrl-C, count', () => {
    expect(exitOf({ trials: [good], leftovers: ['remove the containers: no'] }, false)).toBe('cleanup');
    expect(exitOf({ trials: [good], leftovers: [] }, true)).toBe('interrupted');
  });
});

describe('the text', () => {
  test('in force, proved, healed, healthy, nothing left', () => {
    expect(renderTrial(good)).toMatchInlineSnapshot(`
      "isolate of db1
        in force         12 ms, proved 31 ms after the decision  db1: 4 packets dropped
        healed           proved 40 ms after it was asked         db1: no rule left
        healthy          again 900 ms after that                 every node is a healthy member
        nothing is left                                          no rule, no queue, no stopped process in any container"
    `);
  });

  test('what failed stands out', () => {
    const bad: Trial = {
      ...unproved,
      end: { how: 'not-healed', why: 'db1: chain isolate_1_in' },
      healthyAfterMs: null,
      leftovers: ['db1: table inet ha_drill'],
    };
    expect(renderTrial(bad)).toMatchInlineSnapshot(`
      "isolate of db1
        NOT proved     no packet was caught
        NOT healed     db1: chain isolate_1_in
        NOT healthy    the cluster did not become healthy in time
        LEFT OVER      db1: table inet ha_drill"
    `);
  });

  test('medians of what was measured, with how often that was', () => {
    const later = { ...good, doneAfterMs: 20, end: { how: 'started-again' } } as const;
    expect(renderMedians([good, later, unproved])).toMatchInlineSnapshot(`
      [
        "medians of 3",
        "  in force  16 ms (2)",
        "  proved    31 ms (2)",
        "  healed    40 ms (2)",
        "  healthy   900 ms (3)",
      ]
    `);
    expect(renderMedians([good])).toEqual([]);
  });
});

describe('the options', () => {
  const options = { topology: 'semisync', target: 'primary', with: [] };

  test('become a scenario of one step', async () => {
    const { scenario, topology } = await scenarioOf('isolate', {
      ...options,
      target: 'replica',
      with: ['how=reject'],
    });
    expect(topology.name).toBe('semisync');
    expect(scenario.method).toMatchObject([{ fault: 'isolate', target: 'replica', with: { how: 'reject' } }]);
  });

  test.each([
    ['isolate', { with: ['hwo=reject'] }, '--with hwo=reject: method.0.with'],
    ['isolate', { with: ['how'] }, '--with how: expected key=value'],
    ['isolate', { with: ['how=loudly'] }, '--with how=loudly: method.0.with.how: expected'],
    ['isolate', { target: 'primry' }, 'did you mean primary?'],
    ['isolate', { topology: 'semisnyc' }, '--topology semisnyc'],
    ['partition', {}, 'expected either a relation or from (roles)'],
  ])('%s with %j: %s', async (fault, wrong, message) => {
    await expect(scenarioOf(fault, { ...options, ...wrong })).rejects.toMatchObject({
      exit: 'usage',
      message: expect.stringContaining(message),
    });
  });
});

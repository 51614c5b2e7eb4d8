import { describe, expect, test } from 'vitest';
import { explained } from '../../../src/cli/explain.ts';
import { program } from '../../../src/cli/main.ts';
import { validateRules } from '../../../src/cli/sarif.ts';
import { gateSchema } from '../../../src/compare/gate-schema.ts';
import { comparisonSchema } from '../../../src/compare/schema.ts';
import { disruptionNames } from '../../../src/disruption.ts';
import { exitCodes } from '../../../src/exit-codes.ts';
import { faultNames } from '../../../src/faults/list.ts';
import { checkNames } from '../../../src/judge/checks/list.ts';
import { brownOut } from '../../../src/judge/measure/judge-brown-outs.ts';
import { measureNames } from '../../../src/judge/measure/names.ts';
import { uncoveredOutage } from '../../../src/judge/measure/uncovered.ts';
import { verdictSchema } from '../../../src/verdict.ts';
import { invoke } from './invoke.ts';

describe('explain', () => {
  test('knows every exit code, fault, measure and check, and says something of each', () => {
    const all = explained();
    const words = new Set(all.map(({ word }) => word));
    const codes = Object.values(exitCodes).map(({ code }) => String(code));
    for (const word of [...codes, ...faultNames, ...measureNames, ...checkNames, ...disruptionNames])
      expect(words).toContain(word);
    for (const { word, text } of all) expect(text.length, word).toBeGreaterThan(20);
  });

  test('knows every word that a gate, a comparison, a class of disruption and `validate --sarif` have', () => {
    const words = new Set(explained().map(({ word }) => word));
    const { rows } = gateSchema.shape;
    const { pairs, gaps, classes } = comparisonSchema.shape;
    const printed = [
      ...verdictSchema.options,
      ...rows.element.shape.findings.element.shape.measure.options,
      ...pairs.element.shape.finding.options,
      ...gaps.element.shape.kind.unwrap().options,
      ...classes.unwrap().element.shape.outcome.options,
      ...Object.values(validateRules).map(({ id }) => id),
      uncoveredOutage,
      brownOut,
    ];
    for (const word of printed) expect(words).toContain(word);
  });

  test.each([
    ['inconclusive', /\(exit code\)[\s\S]*\(result\)[\s\S]*Never a pass\./],
    ['drills', /^drills \(result\)[\s\S]*was not made/],
    ['site', /^site \(class of disruption\)/],
    ['64', /^64 \(exit code\)\n\n64: wrong usage/],
    ['kill', /^kill \(fault\)/],
    ['rpo-rows', /^rpo-rows \(measure\)[\s\S]*In rows\./],
    ['no-errant-transactions', /No node has transactions that the primary lacks/],
    ['writable-after-restart', /\(finding\)[\s\S]*split brain/],
  ])('%s', async (word, text) => {
    expect((await invoke(program(), 'explain', word)).stdout).toMatch(text);
  });

  test('an unknown word is refused, with what is near', async () => {
    const near = invoke(program(), 'explain', 'rto-servce');
    await expect(near).rejects.toMatchObject({
      exit: 'usage',
      message: 'Nothing is called rto-servce; did you mean rto-service?',
    });
    await expect(invoke(program(), 'explain', 'errant')).rejects.toThrow(
      /there are: .*no-errant-transactions/,
    );
    await expect(invoke(program(), 'explain', 'constructor')).rejects.toThrow(
      'Nothing is called constructor',
    );
  });
});

describe('help', () => {
  test('of a command within a command', async () => {
    const { stdout } = await invoke(program(), 'help', 'faults', 'try');
    expect(stdout).toMatch(/^Usage: .*ha-drill faults try/);
    expect(stdout).toContain('Examples:');
  });

  test('is a page of the documentation, and lists them', async () => {
    expect((await invoke(program(), 'help', 'security')).stdout).toMatch(/^# /);
    const { stdout } = await invoke(program(), 'help', 'topics');
    for (const name of ['config.md', 'engines', 'add-a-fault'])
      expect(stdout).toMatch(new RegExp(`^${name} `, 'm'));
  });

  test('every topic that is listed is a page, one with the name of a command by its ending', async () => {
    const { stdout } = await invoke(program(), 'help', 'topics');
    for (const line of stdout.trim().split('\n')) {
      const [topic = ''] = line.split(' ');
      expect((await invoke(program(), 'help', topic)).stdout, topic).toMatch(/^# /);
    }
    expect((await invoke(program(), 'help', 'config')).stdout).toMatch(/^Usage: [\s\S]*help config\.md\n?$/);
  });

  test('without a topic is that of the program', async () => {
    expect((await invoke(program(), 'help')).stdout).toMatch(/^Usage: .*ha-drill/);
  });

  test('an unknown topic is refused, with what is near', async () => {
    await expect(invoke(program(), 'help', 'securty')).rejects.toMatchObject({
      exit: 'usage',
      message: 'There is no topic securty; did you mean security?',
    });
  });
});

import { describe, expect, test } from 'vitest';
import { loadSuite } from '../../../src/suite/load.ts';
import { combinationsOf } from '../../../src/suite/matrix.ts';
import { refusal } from '../document/files.ts';
import { suiteFolderWith, twoByTwo } from './plant-suite.ts';

async function refused(text: string): Promise<string> {
  const folder = await suiteFolderWith(text);
  const attempt = loadSuite(`${folder}/suite.yml`).then(combinationsOf);
  return refusal(folder, attempt);
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const kills = 'scenarios/kill-primary.yml';

describe('a suite of what nobody means is refused', () => {
  test.each([
    ['a variant twice', 'variants: [{ POLL_MS: 50 }, { POLL_MS: "50" }]', 'variants: expected each once'],
    [
      'a variant in another order',
      'variants: [{ A: 1, B: 2 }, { B: 2, A: 1 }]',
      'variants: expected each once',
    ],
    ['no variant twice', 'variants: [{}, {}]', 'variants: expected each once'],
    ['a value twice', 'sweep: { set: POLL_MS, values: [1, 2, "1"] }', 'expected each value once'],
    ['a sweep of topologies', 'sweep: { set: topology, values: [a, b, c] }', 'expected another key'],
    ['a set topology', 'set: { topology: semisync }', 'expected another key'],
    ['a key of every object', 'set: { __proto__: 1 }', 'expected a known key, found "__proto__"'],
    ['a name without end', `set: { ${'A'.repeat(201)}: 1 }`, 'expected a parameter of a topology'],
    ['a value without end', `set: { POLL_MS: "${'9'.repeat(5000)}" }`, 'POLL_MS'],
    ['too many variants', `variants: [${numbers(101).map((n) => `{ POLL_MS: ${n} }`)}]`, 'at most 100 items'],
    ['too many values', `sweep: { set: POLL_MS, values: [${numbers(101)}] }`, 'at most 100 items'],
    [
      'too many combinations',
      `variants: [${numbers(100).map((n) => `{ CONFIRM_MS: ${n} }`)}]\nsweep: { set: POLL_MS, values: [${numbers(100)}] }`,
      'suite.yml:1:1: expected at most 1000 combinations',
    ],
  ])('%s', async (_, more, message) => {
    const text = await refused(`${twoByTwo}${more}\n`);
    expect(text).toContain(message);
    expect(text.length).toBeLessThan(8000);
  });

  test.each([
    ['a scenario twice', `[${kills}, ${kills}]`],
    ['a topology twice', '[scenarios/*.yml]', '[./pair, ./pair]'],
  ])('%s', async (_, scenarios, topologies = '[./pair]') => {
    const text = await refused(`name: s\nscenarios: ${scenarios}\ntopologies: ${topologies}\n`);
    expect(text).toMatch(/suite\.yml:[23]:\d+: \w+: expected each once/);
  });

  test('a name that no folder can have', async () => {
    expect(await refused(twoByTwo.replace('two-by-two', 'a'.repeat(5000)))).toContain(
      'suite.yml:1:7: name: expected at most 80 characters',
    );
  });

  test.each(['constructor', 'toString', 'valueOf', 'hasOwnProperty'])('a setting %s', async (name) => {
    expect(await refused(`${twoByTwo}set: { ${name}: 1 }\n`)).toContain(
      `no drill with ${name}=1 is possible`,
    );
    expect(await refused(`${twoByTwo}set: { parameters.${name}: 1 }\n`)).toContain('is possible');
  });

  test('a pattern that searches the whole machine', async () => {
    const startedAtMs = performance.now();
    const text = await refused(twoByTwo.replace('scenarios/*.yml', '"/**/nosuch-*.yml"'));
    expect(text).toMatch(/suite\.yml:2:13: scenarios\.0: expected /);
    expect(performance.now() - startedAtMs).toBeLessThan(15_000);
  });
});

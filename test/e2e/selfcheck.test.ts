import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chosenCases } from '../../src/selfcheck/cases.ts';
import { leftoversOf, run } from './cli.ts';

describe('ha-drill selfcheck', () => {
  test('--quick: every known-bad stack is caught by the right check, and the sound one is not accused', async () => {
    const out = await mkdtemp(join(tmpdir(), 'ha-drill-selfcheck-'));
    const { code, stdout, stderr } = await run(['selfcheck', '--quick', '--json', '--out', out]);
    const { cases } = JSON.parse(stdout);
    const missed = cases.filter((one: { caught: boolean }) => !one.caught);
    expect(missed, stderr).toEqual([]);
    expect(cases.map((one: { case: string }) => one.case)).toEqual(
      chosenCases([], true).map(({ name }) => name),
    );
    expect(code).toBe(0);
    const left = await Promise.all((await readdir(out)).map(leftoversOf));
    expect(left.flat()).toEqual([]);
  });
});

import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Trial } from '../../src/drill/trial.ts';
import { leftoversOf, run, start } from './cli.ts';

let state: string;
beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), 'ha-drill-state-'));
});

const environment = (): Record<string, string> => ({ XDG_STATE_HOME: state });
const attempt = (...words: string[]) => run(['faults', 'try', ...words], environment());

/** That no journal and no folder of a run is left. */
async function expectNoTrace(): Promise<void> {
  for (const folder of ['journal', 'runs'])
    expect(await readdir(join(state, 'ha-drill', folder))).toEqual([]);
}

describe('faults try', () => {
  test('a network fault: proved, healed, nothing left, exit 0', async () => {
    const { code, stdout, stderr } = await attempt('isolate', '--target', 'replica', '--json');
    expect(code, stderr).toBe(0);
    const trials: Trial[] = JSON.parse(stdout);
    expect(trials).toMatchObject([
      {
        fault: 'isolate',
        proved: true,
        evidence: expect.stringMatching(/[1-9]\d* packets dropped/),
        doneAfterMs: expect.any(Number),
        end: { how: 'healed', evidence: expect.stringContaining('no rule left') },
        leftovers: [],
      },
    ]);
    expect(trials[0]?.provedAfterMs).toBeGreaterThan(trials[0]?.doneAfterMs ?? Number.NaN);
    await expectNoTrace();
  });

  test('a kill is not healed: its target is started again, and a second one finds a primary', async () => {
    const { code, stdout, stderr } = await attempt('kill', '--repeat', '2');
    expect(code, stderr).toBe(0);
    expect(stdout.match(/mysqld is gone/g)).toHaveLength(2);
    expect(stdout).toContain('no healing');
    expect(stdout).toContain('medians of 2');
    await expectNoTrace();
  });

  test('a fault that does not take: exit 2, with the reason', async () => {
    const { code, stdout } = await attempt('revoke-privileges', '--with', 'user=shop');
    expect(code).toBe(2);
    expect(stdout).toMatch(/NOT proved .*no such grant defined for user 'shop'/);
    await expectNoTrace();
  });

  test('Ctrl-C in the middle: all is removed, exit 130', async () => {
    const running = start(['faults', 'try', 'isolate', '--repeat', '1000'], environment());
    await running.shown('healed');
    const [journal] = await readdir(join(state, 'ha-drill', 'journal'));
    running.process.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    expect(await leftoversOf(journal?.replace('.ndjson', '') ?? '')).toEqual([]);
    await expectNoTrace();
  });

  test('what cannot be is refused before anything is started: exit 64', async () => {
    const { code, stderr } = await attempt('isolate', '--with', 'how=loudly');
    expect(code).toBe(64);
    expect(stderr).toContain('--with how=loudly: method.0.with.how: expected one of drop, reject');
    expect((await attempt('isolat')).stderr).toContain('did you mean isolate?');
  });
});

describe('faults', () => {
  test('asks this machine what it has', async () => {
    const { code, stdout } = await run(['faults', 'loss', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      { name: 'loss', needs: [{ name: 'nftables', available: true, found: 'tried, and it works' }] },
    ]);
  });
});

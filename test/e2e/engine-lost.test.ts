import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pause } from '../../src/wait.ts';
import { leftoversOf, run, runIn, start } from './cli.ts';
import { type EngineProxy, engineProxy } from './engine-proxy.ts';

const scenario = `name: engine-lost
question: What does a drill do whose engine goes away?
topology: standalone
baseline: { duration: 2s, maxErrors: 1, maxLatency: 60s }
method:
  - { fault: kill, target: primary, for: 2s }
observe: 1s
recovery: { startAfter: 1s, deadline: 120s }
provision: { deadline: 240s }
objectives: { rpo-rows: <= 0 }
`;

let out: string;
let file: string;
let engine: EngineProxy;
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ha-drill-e2e-'));
  out = join(folder, 'runs');
  file = join(folder, 'engine-lost.yml');
  await writeFile(file, scenario);
  engine = await engineProxy(join(folder, 'engine.sock'));
});
afterEach(() => engine.close());

/** An engine that stopped answering is waited for that long. */
const drill = (engineWait: string) =>
  start(['run', file, '--out', out], { DOCKER_HOST: engine.address, HA_DRILL_ENGINE_WAIT: engineWait });

/** What is left is removed by the local engine, and there is nothing else of it. */
async function cleaned(id: string): Promise<void> {
  await run(['clean', '--run', id]);
  expect(await leftoversOf(id)).toEqual([]);
}

test.each(['provision', 'baseline', 'method', 'recovery', 'collect', 'tear-down'])(
  'an engine that goes away for good in the phase %s: exit 3, with what was asked, and a record',
  async (phase) => {
    const running = drill('2s');
    // The last two are short: answers that come late keep them from ending before the engine is gone.
    if (phase === 'collect' || phase === 'tear-down') {
      await running.shown('  recovery\n');
      engine.slow(500);
    }
    await running.shown(`  ${phase}\n`);
    await engine.cut();
    const { code, stderr } = await running.ended;
    expect(code, stderr).toBe(3);
    expect(stderr).not.toMatch(/this is a bug|Unhandled|node:internal/);
    expect(stderr).toMatch(
      /The Docker Engine at \S+ does not answer any more|Cannot connect to the Docker daemon/,
    );
    expect(stderr).toMatch(/ha-drill clean/);
    const id = await runIn(out);
    // What the drill itself had to ask the engine is over by the last two.
    if (phase === 'baseline' || phase === 'method' || phase === 'recovery')
      expect(JSON.parse(await readFile(join(out, id, 'result.json'), 'utf8'))).toMatchObject({
        verdict: 'inconclusive',
      });
    await cleaned(id);
  },
);

test('one that comes back after 3 s in the baseline, and one that takes 2 s for an answer: the drill goes on', async () => {
  const running = drill('30s');
  await running.shown('  baseline\n');
  engine.slow(2000);
  await pause(2000);
  engine.slow(0);
  await engine.cut();
  await pause(3000);
  await engine.mend();
  const { code, stderr } = await running.ended;
  expect(stderr).not.toMatch(/this is a bug|Unhandled|node:internal/);
  const id = await runIn(out);
  const result = JSON.parse(await readFile(join(out, id, 'result.json'), 'utf8'));
  expect(result.lifecycle, stderr).toBe('completed');
  expect([0, 1, 2], stderr).toContain(code);
  expect(await leftoversOf(id)).toEqual([]);
});

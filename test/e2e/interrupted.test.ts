import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { leftoversOf, run, runIn, start } from './cli.ts';

let out: string;
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'ha-drill-e2e-'));
});

const drill = (): string[] => ['run', 'scenarios/kill-primary.yml', '--out', out];

describe('a drill that is stopped in the middle', () => {
  test('Ctrl-C: removes everything, reports what there is, exits 130', async () => {
    const running = start(drill());
    await running.shown('mysqld is gone');
    running.process.kill('SIGINT');
    const { code, stdout } = await running.ended;
    expect(code).toBe(130);
    const id = await runIn(out);
    expect(await leftoversOf(id)).toEqual([]);
    expect(stdout).toContain('nterrupted');
    expect(JSON.parse(await readFile(join(out, id, 'result.json'), 'utf8'))).toMatchObject({
      lifecycle: 'interrupted',
      verdict: 'inconclusive',
    });
  });

  test('a stray error of its own: removes everything, judges what there is, exits 70, never with a missed objective', async () => {
    const bomb = join(out, 'bomb.mjs');
    const folder = join(out, 'runs');
    const thrown = `process.on('SIGUSR2', () => { throw new Error('planted'); })`;
    await writeFile(
      bomb,
      `import { isMainThread } from 'node:worker_threads';\nif (isMainThread) ${thrown};\n`,
    );
    const running = start([...drill().slice(0, -1), folder], { NODE_OPTIONS: `--import ${bomb}` });
    await running.shown('mysqld is gone');
    running.process.kill('SIGUSR2');
    const { code, stderr } = await running.ended;
    expect(stderr).toContain('this is a bug: planted');
    expect(code).toBe(70);
    const id = await runIn(folder);
    expect(await leftoversOf(id)).toEqual([]);
    const result = JSON.parse(await readFile(join(folder, id, 'result.json'), 'utf8'));
    expect(result).toMatchObject({ lifecycle: 'failed', verdict: 'inconclusive' });
  });

  test('kill -9: clean leaves no container, network or volume, and the record can be judged', async () => {
    const running = start(drill());
    await running.shown('mysqld is gone');
    running.process.kill('SIGKILL');
    await running.ended;
    const id = await runIn(out);
    const left = await leftoversOf(id);
    expect(left[0]?.containers.length).toBeGreaterThanOrEqual(5);
    expect(left[0]?.networks).toHaveLength(1);
    expect(left[0]?.volumes.filter((name) => !name.includes('lease'))).toHaveLength(6);
    expect(left[0]?.leaseAgeMs).toBeGreaterThanOrEqual(0);

    expect((await run(['clean', '--run', id])).stdout).toContain(`removed ${id}`);
    expect(await leftoversOf(id)).toEqual([]);
    expect((await run(['clean', '--run', id])).stdout).toBe(`nothing to clean of ${id}\n`);

    const judged = await run(['judge', join(out, id), '--json']);
    expect(judged.code).toBe(2);
    expect(JSON.parse(judged.stdout)).toMatchObject([{ lifecycle: 'running', verdict: 'inconclusive' }]);
  });

  test('clean leaves a running drill alone', async () => {
    const running = start(drill());
    await running.shown('  baseline');
    const id = await runIn(out);
    const cleaned = await run(['clean', '--run', id]);
    expect(cleaned.stdout).toBe(`nothing to clean of ${id}\n`);
    expect(cleaned.stderr).toMatch(new RegExp(`${id} is running .*: left alone`));
    running.process.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    expect(await leftoversOf(id)).toEqual([]);
  });
});

import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { leftovers, run, start } from './cli.ts';

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
    expect(await leftovers()).toEqual([]);
    expect(stdout).toContain('nterrupted');
    const folder = join(out, (await readdir(out))[0] ?? '');
    expect(JSON.parse(await readFile(join(folder, 'result.json'), 'utf8'))).toMatchObject({
      lifecycle: 'interrupted',
      verdict: 'inconclusive',
    });
  });

  test('kill -9: clean leaves no container, network or volume, and the record can be judged', async () => {
    const running = start(drill());
    await running.shown('mysqld is gone');
    running.process.kill('SIGKILL');
    await running.ended;
    const left = await leftovers();
    expect(left).toHaveLength(1);
    expect(left[0]?.volumes.length).toBeGreaterThan(0);

    expect((await run(['clean'])).stdout).toContain(`removed ${left[0]?.run}`);
    expect(await leftovers()).toEqual([]);
    expect((await run(['clean'])).stdout).toBe('nothing to clean\n');

    const folder = join(out, left[0]?.run ?? '');
    const judged = await run(['judge', folder, '--json']);
    expect(judged.code).toBe(2);
    expect(JSON.parse(judged.stdout)).toMatchObject([{ lifecycle: 'running', verdict: 'inconclusive' }]);
  });

  test('clean leaves a running drill alone', async () => {
    const running = start(drill());
    await running.shown('baseline');
    const cleaned = await run(['clean']);
    expect(cleaned.stdout).toBe('nothing to clean\n');
    expect(cleaned.stderr).toContain('is running: left alone');
    running.process.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    expect(await leftovers()).toEqual([]);
  });
});

import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { leftoversOf, run, runIn } from '../cli.ts';

// A user's plugins are below this folder (docker(1)); a machine may have others, which nothing hides.
const empty = { DOCKER_CONFIG: await mkdtemp(join(tmpdir(), 'ha-drill-docker-')) };
const stillThere = await execa('docker', ['compose', 'version'], { env: empty, reject: false });

test.skipIf(!stillThere.failed)(
  'without Compose a drill says so, and not what its removal said after that',
  async () => {
    const out = await mkdtemp(join(tmpdir(), 'ha-drill-e2e-'));
    const runs = join(out, 'runs');
    const { code, stderr } = await run(['run', 'kill-primary', '--out', runs], {
      ...empty,
      XDG_STATE_HOME: out,
    });
    expect(code, stderr).toBe(3);
    expect(stderr).toContain('ha-drill: Docker has no Compose here');
    expect(stderr).not.toContain('down failed');
    expect(await leftoversOf(await runIn(runs))).toEqual([]);
  },
);

import { execFileSync } from 'node:child_process';
import { cp, glob, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeBundles } from '../src/docker/images-context.ts';

/** Builds what the npm package has instead of `src/`: JavaScript, what it reads beside itself, the bundled programs. */
await rm('dist', { recursive: true, force: true });
execFileSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
for await (const file of glob(['**/*.sh', 'report/html/templates/*'], { cwd: 'src' })) {
  await cp(join('src', file), join('dist', file));
}
await writeBundles('dist/programs');

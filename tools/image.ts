import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Builds the image of ha-drill itself from this checkout: what `npm pack` packs, installed with its dependencies, on a base of
 * Debian sid.
 *
 *   node tools/image.ts [TAG] [BASE]
 */
const [tag = 'ha-drill/ha-drill:latest', base = 'debian:sid-slim'] = process.argv.slice(2);
const context = await mkdtemp(join(tmpdir(), 'ha-drill-image-'));
const run = (program: string, words: readonly string[]): void => {
  execFileSync(program, words, { stdio: ['ignore', 'inherit', 'inherit'] });
};
try {
  await cp('images/ha-drill', context, { recursive: true });
  run('npm', ['pack', '--silent', '--pack-destination', context]);
  const [tarball = ''] = (await readdir(context)).filter((name) => name.endsWith('.tgz'));
  // Nothing of it is compiled: what is installed here runs there.
  const quiet = ['--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--silent'];
  run('npm', ['install', '--global', '--prefix', join(context, 'package'), ...quiet, join(context, tarball)]);
  await rm(join(context, tarball));
  run('docker', ['build', '--quiet', '--tag', tag, '--build-arg', `BASE=${base}`, context]);
} finally {
  await rm(context, { recursive: true, force: true });
}

import { execa } from 'execa';
import { environmentError } from '../errors.ts';

/** Where Debian is, unless this machine's apt uses a mirror of its own. */
const publicMirror = 'http://deb.debian.org/debian/';

/** Whether packages can be installed here: Debian or a relative of it, as root. */
export async function canInstall(): Promise<boolean> {
  return isRoot() && (await hasApt());
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Whether the system is Debian or a relative of it. */
export async function hasApt(): Promise<boolean> {
  const { failed } = await execa('apt-get', ['--version'], { reject: false });
  return !failed;
}

/**
 * Installs packages of this system's own distribution, without what they only recommend.
 *
 * @throws DrillError (exit 3) with apt's last words
 */
export async function aptInstall(packages: readonly string[], report: (line: string) => void): Promise<void> {
  report(`installing ${packages.join(', ')} (apt-get)`);
  // A list that cannot be renewed (an unreachable third-party source) need not stop what is listed already.
  const update = await apt(['update']);
  const install = await apt(['install', '-y', '--no-install-recommends', ...packages]);
  if (!install.failed) return;
  const words = [update.failed ? update.all : '', install.all].join('\n').trim().split('\n').slice(-15);
  throw environmentError(`apt-get could not install ${packages.join(', ')}:\n${words.join('\n')}`, {
    hint: `See what keeps it from it: apt-get update && apt-get install ${packages.join(' ')}`,
  });
}

/** The Debian mirror that this machine's apt uses; Debian's own for another distribution. */
export async function debianMirror(): Promise<string> {
  const format = '$(ORIGIN)|$(LABEL)|$(REPO_URI)';
  const { stdout } = await execa('apt-get', ['indextargets', '--format', format, 'Created-By: Packages'], {
    reject: false,
  });
  return mirrorIn(stdout ?? '') ?? publicMirror;
}

/** The first http mirror of Debian proper in lines of `ORIGIN|LABEL|URI` (the security archive has no sid). */
export function mirrorIn(targets: string): string | undefined {
  const lines = targets.split('\n').map((line) => line.split('|'));
  const debian = lines.find(
    ([origin, label, uri]) => origin === 'Debian' && label === 'Debian' && /^https?:/.test(uri ?? ''),
  );
  return debian?.[2];
}

async function apt(words: readonly string[]): Promise<{ failed: boolean; all: string }> {
  const { failed, all } = await execa('apt-get', ['-q', ...words], {
    all: true,
    reject: false,
    stdin: 'ignore',
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  });
  return { failed, all: all ?? '' };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const debianPackages = ['chromium', 'fonts-dejavu-core'];

/** The name of an installed Chromium; as root on Debian it is installed where it is missing. Throws where none can be had. */
export async function ensureChromium(): Promise<string> {
  const found = await installed();
  if (found !== null) return found;
  const root = process.getuid?.() === 0;
  const outcome = root ? await install() : 'not root, so it cannot be installed here';
  const now = await installed();
  if (now !== null) return now;
  throw new Error(
    `this test opens the report in Chromium, and none of ${names.join(', ')} runs here (${outcome}). ` +
      `Install it: apt-get install -y --no-install-recommends ${debianPackages.join(' ')}`,
  );
}

async function installed(): Promise<string | null> {
  for (const name of names) {
    const { failed } = await execa(name, ['--version'], { reject: false });
    if (!failed) return name;
  }
  return null;
}

async function install(): Promise<string> {
  await execa('apt-get', ['update'], { reject: false });
  const args = ['install', '-y', '--no-install-recommends', ...debianPackages];
  const { failed, stderr } = await execa('apt-get', args, {
    reject: false,
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  });
  return failed ? `apt-get install failed: ${stderr.slice(-300)}` : 'installed by apt-get';
}

/** The page at `url` as it stands once it has loaded, as HTML. */
export async function dumpDom(chromium: string, url: string): Promise<string> {
  const profile = await mkdtemp(join(tmpdir(), 'ha-drill-chromium-'));
  try {
    const { stdout } = await execa(chromium, [...quiet, `--user-data-dir=${profile}`, '--dump-dom', url], {
      timeout: 120_000,
    });
    return stdout;
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

const quiet = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--hide-scrollbars',
  '--window-size=1300,1000',
];

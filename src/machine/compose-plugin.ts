import { access, chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { aptInstall, canInstall, debianMirror } from '../docker/apt.ts';
import { environmentError } from '../errors.ts';

/** Debian's public keys, by which apt verifies what it downloads. */
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Where the plugin is in Debian's package docker-compose. */
const pluginInPackage = 'usr/libexec/docker/cli-plugins/docker-compose';

/**
 * Installs Compose v2 as a plugin of this user's docker command, from the package docker-compose of Debian sid.
 * apt downloads it, with lists and sources in a folder of their own: signatures and checksums are verified and the
 * system's sources stay as they are.
 *
 * @throws DrillError (exit 3) with the last words of the command that failed
 */
export async function installComposePlugin(report: (line: string) => void): Promise<void> {
  const target = composePluginPath();
  report(`installing Compose v2 to ${target}`);
  await needKeyring(report);
  const folder = await mkdtemp(join(tmpdir(), 'ha-drill-compose-'));
  try {
    const archive = await download(folder, await debianMirror());
    await must('dpkg-deb', ['-x', archive, join(folder, 'unpacked')]);
    await mkdir(join(target, '..'), { recursive: true });
    // First beside its place, then renamed: never half a plugin.
    await copyFile(join(folder, 'unpacked', pluginInPackage), `${target}.new`);
    await chmod(`${target}.new`, 0o755);
    await rename(`${target}.new`, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Where the docker command looks for this user's Compose plugin. */
export function composePluginPath(): string {
  const config = process.env.DOCKER_CONFIG || join(homedir(), '.docker');
  return join(config, 'cli-plugins', 'docker-compose');
}

/** Options that keep apt within `folder`: its sources, lists and cache. */
export function privateApt(folder: string): string[] {
  return Object.entries({
    'Dir::Etc::SourceList': join(folder, 'sid.list'),
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::State::Lists': join(folder, 'lists'),
    'Dir::Cache': join(folder, 'cache'),
    'Acquire::Languages': 'none',
    'APT::Sandbox::User': '',
  }).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

async function download(folder: string, mirror: string): Promise<string> {
  const source = `deb [check-valid-until=no signed-by=${keyring}] ${mirror} sid main\n`;
  await writeFile(join(folder, 'sid.list'), source);
  for (const name of ['lists/partial', 'cache/archives/partial']) {
    await mkdir(join(folder, name), { recursive: true });
  }
  const options = privateApt(folder);
  await must('apt-get', [...options, 'update'], folder);
  await must('apt-get', [...options, 'download', 'docker-compose'], folder);
  const archive = (await readdir(folder)).find((name) => name.endsWith('.deb'));
  if (!archive) throw environmentError(`apt-get download of docker-compose from ${mirror} left no package.`);
  return join(folder, archive);
}

/** Debian has it; a relative such as Ubuntu may lack it. */
async function needKeyring(report: (line: string) => void): Promise<void> {
  if (
    await access(keyring).then(
      () => true,
      () => false,
    )
  )
    return;
  if (!(await canInstall())) {
    throw environmentError(`${keyring} is missing, so that Debian's Compose v2 cannot be verified.`, {
      hint: 'As root: apt-get install debian-archive-keyring. Or: https://docs.docker.com/compose/install/linux/',
    });
  }
  await aptInstall(['debian-archive-keyring'], report);
}

async function must(program: string, words: string[], cwd = tmpdir()): Promise<void> {
  const result = await execa(program, words, { cwd, all: true, reject: false, stdin: 'ignore' });
  if (!result.failed) return;
  const said = (result.all || result.shortMessage || '').split('\n').slice(-10).join('\n');
  throw environmentError(`Compose v2 could not be installed: ${program} failed:\n${said}`, {
    hint: 'Install it by hand: https://docs.docker.com/compose/install/linux/',
  });
}

import { access, constants, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

import { execa } from 'execa';
import { hasApt, isRoot } from '../docker/apt.ts';
import { dockerClient, engineVersion } from '../docker/docker.ts';
import { messageOf } from '../errors.ts';

/** What setting up depends on. */
export type SetupFacts = {
  /** The version of the engine that answers, or why none does. */
  readonly engine: { readonly version: string } | { readonly silent: string };
  /** DOCKER_HOST: an engine that is not ours to install or start. */
  readonly dockerHost: string | undefined;
  /** Version of the Compose plugin, where it is recent enough; undefined where there is none. */
  readonly compose: string | undefined;
  /** Programs that are here. */
  readonly has: { readonly docker: boolean; readonly dockerd: boolean; readonly iptables: boolean };
  readonly root: boolean;
  /** Debian or a relative of it. */
  readonly apt: boolean;
};

/** Looks; changes nothing. */
export async function observeFacts(): Promise<SetupFacts> {
  const [engine, compose, apt, docker, dockerd, iptables] = await Promise.all([
    observeEngine(),
    composeVersion(),
    hasApt(),
    isInstalled('docker'),
    isInstalled('dockerd'),
    isInstalled('iptables'),
  ]);
  const has = { docker, dockerd, iptables };
  return { engine, compose, apt, has, root: isRoot(), dockerHost: process.env.DOCKER_HOST || undefined };
}

/** The oldest Compose: since then a file of ours may take the place of lists in the user's. */
export const oldestCompose = '2.24.4';

/** The version of `docker compose`; undefined where it is missing or too old. */
export async function composeVersion(): Promise<string | undefined> {
  const { failed, stdout } = await execa('docker', ['compose', 'version', '--short'], { reject: false });
  return failed ? undefined : usableCompose(stdout ?? '');
}

/** A version text such as `2.40.3-3` or `v2.24.6`, when it is recent enough. */
export function usableCompose(text: string): string | undefined {
  const match = /^v?((\d+)\.(\d+)(?:\.(\d+))?\S*)$/.exec(text.trim());
  if (!match) return undefined;
  const found = match.slice(2).map((part) => Number(part ?? 0));
  const least = oldestCompose.split('.').map(Number);
  const differs = least.findIndex((part, place) => part !== found[place]);
  return differs < 0 || (found[differs] ?? 0) > (least[differs] ?? 0) ? match[1] : undefined;
}

/** Whether process 1 is systemd, which then starts services. */
export async function hasSystemd(): Promise<boolean> {
  const name = await readFile('/proc/1/comm', 'utf8').catch(() => '');
  return name.trim() === 'systemd';
}

async function observeEngine(): Promise<SetupFacts['engine']> {
  try {
    return { version: await engineVersion(dockerClient()) };
  } catch (error) {
    return { silent: messageOf(error) || String(error) };
  }
}

/** Whether a program is in the search path, or where root's programs are. */
async function isInstalled(program: string): Promise<boolean> {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  const found = await Promise.all(
    folders.map((folder) =>
      access(join(folder, program), constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}

import { aptInstall } from '../docker/apt.ts';
import { observeFacts } from './facts.ts';

/** Installs the engine from the distribution; where its package has no docker command, that too. */
export async function installEngine(report: (line: string) => void): Promise<void> {
  await aptInstall(['docker.io', 'iptables', 'ca-certificates'], report);
  if (!(await observeFacts()).has.docker) await installClient(report);
}

/** The docker command is a package of its own since Debian 13, and part of docker.io before. */
export async function installClient(report: (line: string) => void): Promise<void> {
  const client = 'docker-cli';
  await aptInstall([client], report).catch(() => aptInstall(['docker.io'], report));
}

import Docker from 'dockerode';
import { environmentError, messageOf } from '../errors.ts';
import { within } from '../wait.ts';
import { engineWaitMs, withPatience } from './engine-patience.ts';
import { SshAgent } from './over-ssh.ts';

/** The oldest engine ha-drill is tried on: major and minor version. */
export const oldestEngine = '20.10';

/** Milliseconds an engine may take to say its version. */
const answerMs = 5000;

/**
 * A client of the engine that DOCKER_HOST names, or of the local one. It asks nothing yet.
 *
 * @throws DrillError (exit 64) when DOCKER_HOST is no address
 */
export function dockerClient(): Docker {
  const { DOCKER_HOST: address } = process.env;
  if (!address?.startsWith('ssh://')) return new Docker();
  // Dockerode has a way of its own, which knows neither the keys of the user nor which hosts he trusts.
  const options = { protocol: 'http' as const, host: 'docker', port: 80, agent: new SshAgent(address) };
  return new Docker(options);
}

/**
 * The Docker Engine that DOCKER_HOST names, or the local one. Once it has answered, a short absence of it is waited for.
 *
 * @throws DrillError (exit 3) when none answers, or one that is too old
 */
export async function connectDocker(): Promise<Docker> {
  const docker = dockerClient();
  const version = await engineVersion(docker).catch((error: unknown) => {
    throw environmentError(
      `No Docker Engine answers at ${engineAddress()}: ${messageOf(error) || String(error)}`,
      {
        hint: process.env.DOCKER_HOST
          ? 'Start that engine, or unset DOCKER_HOST to use the local one.'
          : '`ha-drill setup` installs or starts it where it can; `ha-drill doctor` tells more.',
        cause: error,
      },
    );
  });
  if (!isRecentEngine(version)) {
    throw environmentError(`The Docker Engine is ${version}; ha-drill needs ${oldestEngine} or newer.`, {
      hint: 'Upgrade it: https://docs.docker.com/engine/install/',
    });
  }
  return withPatience(docker, engineAddress(), engineWaitMs());
}

/**
 * The version an engine says it has, such as `20.10.24+dfsg1`.
 *
 * @throws Error when it does not answer within 5 s
 */
export async function engineVersion(docker: Docker): Promise<string> {
  const { Version } = await within(docker.version(), answerMs, `no answer within ${answerMs / 1000} s`);
  return Version;
}

/** Whether a version is at least 20.10. */
export function isRecentEngine(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  const [oldestMajor = 0, oldestMinor = 0] = oldestEngine.split('.').map(Number);
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/** Where the engine is looked for. */
export function engineAddress(): string {
  return process.env.DOCKER_HOST || '/var/run/docker.sock';
}

import { engineAddress, engineVersion, isRecentEngine, oldestEngine } from '../../docker/docker.ts';
import { messageOf } from '../../errors.ts';
import { type DoctorCheck, failed, ok } from './check.ts';

export const engine: DoctorCheck = {
  name: 'docker',
  description: `a Docker Engine of ${oldestEngine} or newer answers`,
  look: async ({ docker }) => {
    try {
      return judgeEngine(await engineVersion(docker));
    } catch (error) {
      return failed(
        `no Docker Engine answers at ${engineAddress()}: ${messageOf(error) || String(error)}`,
        process.env.DOCKER_HOST ? 'Start that engine, or unset DOCKER_HOST.' : 'Run `ha-drill setup`.',
      );
    }
  },
};

export function judgeEngine(version: string) {
  return isRecentEngine(version)
    ? ok(`Docker Engine ${version}`)
    : failed(`Docker Engine ${version}`, `Upgrade it to ${oldestEngine} or newer.`);
}

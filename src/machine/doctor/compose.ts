import { composeVersion } from '../facts.ts';
import { type DoctorCheck, failed, ok } from './check.ts';

export const compose: DoctorCheck = {
  name: 'compose',
  description: '`docker compose` is v2 or later',
  look: async () => {
    const version = await composeVersion();
    return version
      ? ok(`Docker Compose ${version}`)
      : failed('`docker compose` is missing or v1', 'Run `ha-drill setup`.');
  },
};

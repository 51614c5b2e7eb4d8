import { composeVersion, oldestCompose } from '../facts.ts';
import { type DoctorCheck, failed, ok } from './check.ts';

export const compose: DoctorCheck = {
  name: 'compose',
  description: `\`docker compose\` is ${oldestCompose} or newer`,
  look: async () => {
    const version = await composeVersion();
    return version
      ? ok(`Docker Compose ${version}`)
      : failed(`\`docker compose\` is missing or older than ${oldestCompose}`, 'Run `ha-drill setup`.');
  },
};

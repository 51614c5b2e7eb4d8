import { oldestNode } from '../../version.ts';
import { type DoctorCheck, failed, ok } from './check.ts';

export const node: DoctorCheck = {
  name: 'node',
  description: 'Node.js is recent enough to run ha-drill',
  look: async () => judgeNode(process.versions.node),
};

export function judgeNode(version: string) {
  const oldest = oldestNode();
  const [leastMajor = 0, leastMinor = 0] = oldest.split('.').map(Number);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const recent = major > leastMajor || (major === leastMajor && minor >= leastMinor);
  return recent
    ? ok(`Node.js ${version}`)
    : failed(
        `Node.js ${version}; ${oldest} or newer is needed`,
        'Install a newer one; a clone has its own after `npm ci`, which `npx ha-drill` uses.',
      );
}

import { type DoctorCheck, failed, ok } from './check.ts';

/** The first Node that runs TypeScript sources as they are. */
const oldest = { major: 22, minor: 18 };

export const node: DoctorCheck = {
  name: 'node',
  description: 'Node.js is recent enough to run ha-drill',
  look: async () => judgeNode(process.versions.node),
};

export function judgeNode(version: string) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const recent = major > oldest.major || (major === oldest.major && minor >= oldest.minor);
  return recent
    ? ok(`Node.js ${version}`)
    : failed(
        `Node.js ${version}; ${oldest.major}.${oldest.minor} or newer is needed`,
        'Run it through npm (`npm run ha-drill -- doctor`), which brings Node.js 24 along.',
      );
}

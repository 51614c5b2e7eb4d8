import { type DoctorCheck, type Finding, type FindingStatus, ok } from './check.ts';
import { hasFeature, type KernelFacts, type KernelFeature, readKernelFacts } from './kernel-config.ts';

type Need = KernelFeature & {
  readonly name: string;
  readonly description: string;
  /** How bad its absence is, and what it means. */
  readonly status: FindingStatus;
  readonly advice: string;
};

const needs: readonly Need[] = [
  {
    name: 'kernel-nft',
    description: 'nftables, by which networks are cut',
    option: 'CONFIG_NF_TABLES',
    module: 'nf_tables',
    status: 'failed',
    advice: 'Without it no network fault can be injected: use a kernel that has CONFIG_NF_TABLES.',
  },
  {
    name: 'kernel-netem',
    description: 'netem, for delay, loss and reordering',
    option: 'CONFIG_NET_SCH_NETEM',
    module: 'sch_netem',
    status: 'warning',
    advice:
      'Faults that delay packets are not possible by netem (package linux-modules-extra on some systems).',
  },
  {
    name: 'kernel-loop',
    description: 'loop devices, for disks of limited size',
    option: 'CONFIG_BLK_DEV_LOOP',
    module: 'loop',
    status: 'warning',
    advice: 'Faults on disks (full, slow, dead) are not possible.',
  },
  {
    name: 'kernel-xfs',
    description: 'XFS, for disks that can be made to fail',
    option: 'CONFIG_XFS_FS',
    module: 'xfs',
    status: 'warning',
    advice: 'The fault of a disk that dies is not possible.',
  },
];

/** One check for each kernel feature that faults are made of. */
export const kernel: readonly DoctorCheck[] = needs.map((need) => ({
  name: need.name,
  description: need.description,
  look: async () => judgeFeature(need, await readKernelFacts()),
}));

/** Docker Desktop and DOCKER_HOST run another kernel than this one, which tells us nothing. */
export function judgeFeature(need: Need, facts: KernelFacts): Omit<Finding, 'name'> {
  const present = hasFeature(facts, need);
  if (present === true) return ok(`${need.option}: present`);
  if (present === 'unknown') {
    return {
      status: 'warning',
      found: `${need.option}: this kernel does not tell`,
      advice: `If absent: ${need.advice}`,
    };
  }
  return { status: need.status, found: `${need.option}: absent`, advice: need.advice };
}

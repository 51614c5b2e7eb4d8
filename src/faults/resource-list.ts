import { clockSkew } from './clock-skew.ts';
import { cpuStarve } from './cpu-starve.ts';
import { oomKill } from './oom-kill.ts';

/** The faults of what a server runs on: processor, memory, clock, and the bytes of its files. */
export const resourceFaults = {
  'cpu-starve': cpuStarve,
  'oom-kill': oomKill,
  'clock-skew': clockSkew,
} as const;

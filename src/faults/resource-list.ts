import { clockSkew } from './clock-skew.ts';
import { corruptBinlog } from './corrupt-binlog.ts';
import { corruptPage } from './corrupt-page.ts';
import { cpuStarve } from './cpu-starve.ts';
import { oomKill } from './oom-kill.ts';

/** The faults of what a server runs on: processor, memory, clock, and the bytes of its files. */
export const resourceFaults = {
  'cpu-starve': cpuStarve,
  'oom-kill': oomKill,
  'clock-skew': clockSkew,
  'corrupt-page': corruptPage,
  'corrupt-binlog': corruptBinlog,
} as const;

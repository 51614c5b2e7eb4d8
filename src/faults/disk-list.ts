import { diskFull } from './disk-full.ts';

/** The faults of disks. */
export const diskFaults = { 'disk-full': diskFull } as const;

import { kill } from './kill.ts';

/** All faults. A new one is a file beside this and a line here. */
export const faults = { kill } as const;

export type FaultName = keyof typeof faults;
export const faultNames = Object.keys(faults) as [FaultName, ...FaultName[]];

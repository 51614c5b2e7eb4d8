import { crashLoop } from './crash-loop.ts';
import { databaseFaults } from './database-list.ts';
import { flap } from './flap.ts';
import { freeze } from './freeze.ts';
import { isolate } from './isolate.ts';
import { kill } from './kill.ts';
import { partition } from './partition.ts';
import { restart } from './restart.ts';
import { stop } from './stop.ts';
import type { Fault } from './types.ts';

/** All faults. A new one is a file beside this and a line here. */
const catalogue = {
  kill,
  stop,
  freeze,
  restart,
  'crash-loop': crashLoop,
  isolate,
  partition,
  flap,
  ...databaseFaults,
} as const;

export type FaultName = keyof typeof catalogue;
export const faultNames = Object.keys(catalogue) as [FaultName, ...FaultName[]];
export const faults: Readonly<Record<FaultName, Fault>> = catalogue;

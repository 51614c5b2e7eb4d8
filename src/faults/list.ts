import { bandwidth } from './bandwidth.ts';
import { crashLoop } from './crash-loop.ts';
import { databaseFaults } from './database-list.ts';
import { delay } from './delay.ts';
import { flap } from './flap.ts';
import { freeze } from './freeze.ts';
import { isolate } from './isolate.ts';
import { jitter } from './jitter.ts';
import { kill } from './kill.ts';
import { loss } from './loss.ts';
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
  delay,
  jitter,
  loss,
  bandwidth,
  ...databaseFaults,
} as const;

export type FaultName = keyof typeof catalogue;
export const faultNames = Object.keys(catalogue) as [FaultName, ...FaultName[]];
export const faults: Readonly<Record<FaultName, Fault>> = catalogue;

import { bandwidth } from './bandwidth.ts';
import { blackout } from './blackout.ts';
import { corrupt } from './corrupt.ts';
import { crashLoop } from './crash-loop.ts';
import { databaseFaults } from './database-list.ts';
import { delay } from './delay.ts';
import { diskFaults } from './disk-list.ts';
import { duplicate } from './duplicate.ts';
import { flap } from './flap.ts';
import { freeze } from './freeze.ts';
import { isolate } from './isolate.ts';
import { jitter } from './jitter.ts';
import { kill } from './kill.ts';
import { loss } from './loss.ts';
import { partition } from './partition.ts';
import { reorder } from './reorder.ts';
import { resourceFaults } from './resource-list.ts';
import { restart } from './restart.ts';
import { stop } from './stop.ts';
import type { Fault } from './types.ts';

/** All faults, by what they break. A new one is a file beside this and a line here. */
const host = { kill, stop, freeze, restart, 'crash-loop': crashLoop } as const;
const network = {
  isolate,
  blackout,
  partition,
  flap,
  delay,
  jitter,
  loss,
  corrupt,
  duplicate,
  reorder,
  bandwidth,
} as const;
const groups = {
  'process and host': host,
  network,
  disk: diskFaults,
  resources: resourceFaults,
  database: databaseFaults,
} as const;
const catalogue = { ...host, ...network, ...diskFaults, ...resourceFaults, ...databaseFaults } as const;

export type FaultName = keyof typeof catalogue;
export const faultNames = Object.keys(catalogue) as [FaultName, ...FaultName[]];
export const faults: Readonly<Record<FaultName, Fault>> = catalogue;

/** What faults break, in the words of `ha-drill faults`. */
export type FaultGroup = keyof typeof groups;

/** What a fault breaks. */
export function groupOf(name: string): FaultGroup {
  const group = (Object.keys(groups) as FaultGroup[]).find((one) => name in groups[one]);
  if (!group) throw new Error(`the fault ${name} is in no group of src/faults/list.ts`);
  return group;
}

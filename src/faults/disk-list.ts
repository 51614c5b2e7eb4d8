import { diskFull } from './disk-full.ts';
import { diskSlow } from './disk-slow.ts';
import { ioErrors } from './io-error.ts';
import { powerLoss } from './power-loss.ts';
import { volumeLost } from './volume-lost.ts';

/** The faults of disks. */
export const diskFaults = {
  'disk-full': diskFull,
  'disk-slow': diskSlow,
  'io-error': ioErrors,
  'power-loss': powerLoss,
  'volume-lost': volumeLost,
} as const;

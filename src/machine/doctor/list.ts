import type { DoctorCheck } from './check.ts';
import { compose } from './compose.ts';
import { disk } from './disk.ts';
import { engine } from './engine.ts';
import { faultNeeds } from './fault-needs.ts';
import { images } from './images.ts';
import { leftovers } from './leftovers.ts';
import { memory } from './memory.ts';
import { node } from './node.ts';
import { reach } from './reach.ts';
import { state } from './state.ts';

/** Every check of `ha-drill doctor`, in the order they run: slow ones last. */
export const doctorChecks: readonly DoctorCheck[] = [
  node,
  memory,
  engine,
  reach,
  disk,
  state,
  leftovers,
  compose,
  images,
  faultNeeds,
];

import { setFlagsFromString } from 'node:v8';

/**
 * Keeps this process small, for all of its threads. V8 lets a heap grow by what the machine has, up to fourfold between two
 * collections: on 24 GiB a drill that holds 60 MB took 670. Collections that are due sooner are shorter, and cost no more in all.
 *
 * Both are read at each collection, so that they count although V8 runs already (V8: src/heap/heap-controller.cc, NewSpace::Grow).
 */
export function collectOften(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=50');
}

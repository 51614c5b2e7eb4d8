import type { Phase } from '../../judge/measure/types.ts';

/** The phases of the outage, in their order. What comes after it is in the time to full redundancy. */
export const phaseTitles = {
  noticed: 'noticed',
  acted: 'the scenario acted',
  detected: 'detected',
  elected: 'candidate chosen',
  promoted: 'promoted',
  routed: 'routed',
  found: 'transaction found',
  loaded: 'full backup loaded',
  replayed: 'binary logs replayed',
  rebuilt: 'cluster rebuilt',
  'first-write': 'first acknowledged write',
} as const satisfies Partial<Record<Phase['name'], string>>;

export type OutagePhase = keyof typeof phaseTitles;

export const outagePhases = Object.keys(phaseTitles) as OutagePhase[];

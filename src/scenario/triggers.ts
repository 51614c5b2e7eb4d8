import type { EventType } from '../history/schema.ts';

/** Events of a drill that a step of the method may wait for. */
export const triggers = [
  'fault-in-force',
  'fault-healed',
  'write-outage',
  'primary-suspected',
  'failure-detected',
  'fenced',
  'candidate-chosen',
  'promotion-started',
  'promoted',
  'repointed',
  'routed',
  'failover-completed',
  'failover-refused',
  'switchover-started',
  'errant-transactions',
  'recovery-step',
  'rejoined',
  'backup-started',
  'backup-completed',
  'restore-started',
  'container-died',
  'container-started',
] as const satisfies readonly EventType[];
export type Trigger = (typeof triggers)[number];

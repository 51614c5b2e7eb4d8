import type { FailoverTool } from './types.ts';

/**
 * Pacemaker on the nodes themselves: it starts the servers, promotes one by its agent, and lets the others follow, also
 * those that come back. What it does is seen by samples of the nodes and by who answers writes.
 */
export const pacemaker: FailoverTool = {
  name: 'pacemaker',
  description: 'Pacemaker and Corosync on every node: they start servers and promote one',
  isProgram: false,
  forms: true,
  mends: true,
  tellsPromotions: false,
};

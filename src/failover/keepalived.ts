import type { FailoverTool } from './types.ts';

/**
 * Keepalived on the nodes themselves: whoever has the address opens its own server. It makes no pair and takes no node
 * back. That the address moved is seen by samples of the nodes and by who answers writes.
 */
export const keepalived: FailoverTool = {
  name: 'keepalived',
  description: 'keepalived on every node: who has the address opens its server',
  isProgram: false,
  forms: false,
  mends: false,
  tellsPromotions: false,
};

import type { FailoverTool } from './types.ts';

/**
 * A program that this version does not know: what it does is seen by samples of the nodes and by who answers writes, and
 * its container is looked at. The harness forms the cluster, and an operator takes nodes back.
 */
export const other: FailoverTool = {
  name: 'other',
  description: 'a program whose words are not understood: its work is seen from outside',
  isProgram: true,
  forms: false,
  mends: false,
  tellsPromotions: false,
};

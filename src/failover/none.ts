import type { FailoverTool } from './types.ts';

/** Nobody: a primary that is gone is gone until somebody starts it again. */
export const none: FailoverTool = {
  name: 'none',
  description: 'nobody fails over',
  isProgram: false,
  forms: false,
  mends: false,
  tellsPromotions: false,
};

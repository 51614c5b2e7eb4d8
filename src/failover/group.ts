import type { FailoverTool } from './types.ts';

/** The group itself: its members elect, and are seen to by samples alone. */
export const group: FailoverTool = {
  name: 'group',
  description: 'the members of the group elect',
  isProgram: false,
  forms: false,
  mends: false,
  tellsPromotions: false,
};

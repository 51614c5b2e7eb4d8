import type { ChannelWords } from '../../channel.ts';
import { observe } from '../observe.ts';
import { follow } from '../receiver.ts';

/** MySQL's words for a channel with GTID auto-position. */
export const channel: ChannelWords = {
  observe,
  follow,
  acknowledge: async (primary) => {
    await primary.query('SET GLOBAL rpl_semi_sync_source_enabled = ON');
  },
};

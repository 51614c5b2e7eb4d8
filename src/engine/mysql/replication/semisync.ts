import { isDelayed } from '../../observation.ts';
import { kinds } from '../../replication/kinds.ts';
import type { Replication } from '../../types.ts';
import { observe } from '../observe.ts';
import { endDelay } from '../receiver.ts';
import { reclone } from '../reclone.ts';
import { formChannel, rejoinSteps } from './channel.ts';
import { commitAlone } from './commit-alone.ts';

/** MySQL's lossless semisynchronous replication: AFTER_SYNC, GTID auto-position, no silent fall-back. */
export const semisync: Replication = {
  ...kinds.semisync,
  observe,
  endDelay: async (node) => {
    if (isDelayed(await observe(node))) await endDelay(node);
  },
  reclone,
  commitAlone,
  form: (...cluster) => formChannel(true, ...cluster),
  nextSteps: rejoinSteps,
};

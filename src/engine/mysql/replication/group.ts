import { kinds } from '../../replication/kinds.ts';
import type { Replication } from '../../types.ts';
import { form } from './group/form.ts';
import { dismiss } from './group/membership.ts';
import { nextSteps } from './group/next-steps.ts';
import { reclone } from './group/reclone.ts';

const common = { nextSteps, dismiss, reclone };

/** Group Replication with a single primary, which the group elects. */
export const groupReplication: Replication = {
  ...common,
  ...kinds['group-replication'],
  form: (...cluster) => form('one-primary', ...cluster),
};

/** Group Replication in which every member accepts writes, and the first of two that conflict is committed. */
export const groupReplicationMulti: Replication = {
  ...common,
  ...kinds['group-replication-multi'],
  form: (...cluster) => form('all-primary', ...cluster),
};

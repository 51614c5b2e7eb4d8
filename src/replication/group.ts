import { form } from './group/form.ts';
import { unhealthyWithAllPrimary, unhealthyWithOnePrimary } from './group/health.ts';
import { dismiss } from './group/membership.ts';
import { nextStep } from './group/next-step.ts';
import { reclone } from './group/reclone.ts';
import { inspect } from './mysql/inspect.ts';
import type { Replication } from './types.ts';

const common = { inspect, nextStep, dismiss, reclone };

/** Group Replication with a single primary, which the group elects. */
export const groupReplication: Replication = {
  ...common,
  kind: 'group-replication',
  form: (...cluster) => form('one-primary', ...cluster),
  traits: ['one-writer', 'copies'],
  unhealthyBecause: unhealthyWithOnePrimary,
};

/** Group Replication in which every member accepts writes, and the first of two that conflict is committed. */
export const groupReplicationMulti: Replication = {
  ...common,
  kind: 'group-replication-multi',
  form: (...cluster) => form('all-primary', ...cluster),
  traits: ['copies'],
  unhealthyBecause: unhealthyWithAllPrimary,
};

import { group } from './group.ts';
import { keepalived } from './keepalived.ts';
import { manager } from './manager.ts';
import { mha } from './mha.ts';
import { none } from './none.ts';
import { orchestrator } from './orchestrator.ts';
import { other } from './other.ts';
import { pacemaker } from './pacemaker.ts';
import type { FailoverTool } from './types.ts';

/** Every failover tool, by the name that topologies use. A new one is a file beside this and a line here. */
export const failoverTools = {
  manager,
  orchestrator,
  group,
  keepalived,
  mha,
  pacemaker,
  none,
  other,
} as const satisfies Record<string, FailoverTool>;

export type FailoverToolName = keyof typeof failoverTools;
export const failoverToolNames = Object.keys(failoverTools) as [FailoverToolName, ...FailoverToolName[]];

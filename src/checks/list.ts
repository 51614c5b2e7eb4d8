import type { Check } from './types.ts';

const pending = (name: string): Check => ({
  name,
  title: name,
  method: '',
  judge: () => ({ verdict: 'inconclusive', summary: 'not judged', evidence: [] }),
});

/** All checks. A new one is a file beside this and a line here. */
export const checks = {
  'no-acknowledged-write-lost': pending('no-acknowledged-write-lost'),
  'no-failed-write-present': pending('no-failed-write-present'),
  'nodes-equal-primary': pending('nodes-equal-primary'),
  'no-errant-transactions': pending('no-errant-transactions'),
  'single-writable-primary': pending('single-writable-primary'),
  'semisync-never-degraded': pending('semisync-never-degraded'),
} as const satisfies Record<string, Check>;

export type CheckName = keyof typeof checks;
export const checkNames = Object.keys(checks) as [CheckName, ...CheckName[]];

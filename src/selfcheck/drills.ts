import { changeRows, flipBitOfBackup, type Meddler } from './meddling.ts';

/** A drill of the self-check: a scenario of `selfcheck/`, and what is different about this run of it. */
export type SelfcheckDrill = {
  readonly scenario: string;
  /** `key=value` each, as after `--set`. */
  readonly sets?: readonly string[];
  readonly meddler?: Meddler;
  /** Also made by `--quick`. */
  readonly quick?: boolean;
};

/** All drills, those that take longest first: where several are made at a time, they end together. */
export const selfcheckDrills = {
  'power-without-durability': { scenario: 'power-without-durability' },
  'power-with-durability': { scenario: 'power-without-durability', sets: ['DURABLE=1'] },
  'backup-that-lies': { scenario: 'backup-that-lies', meddler: flipBitOfBackup },
  'backup-that-is-true': { scenario: 'backup-that-lies' },
  'stays-on-demoted': { scenario: 'stays-on-demoted' },
  'tail-lost': { scenario: 'tail-lost' },
  'tail-kept': { scenario: 'tail-lost', sets: ['topology=semisync'] },
  'retries-blindly': { scenario: 'retries-blindly' },
  'stale-reads': { scenario: 'stale-reads' },
  'no-fencing': { scenario: 'no-fencing', quick: true },
  fencing: { scenario: 'no-fencing', sets: ['topology=semisync'] },
  'nothing-wrong': { scenario: 'nothing-wrong', quick: true },
  'never-routes': { scenario: 'never-routes', quick: true },
  'semisync-falls-back': { scenario: 'semisync-falls-back', quick: true },
  'replica-cut-off': { scenario: 'replica-cut-off', quick: true },
  'semisync-keeps-its-promise': { scenario: 'replica-cut-off', sets: ['topology=semisync'] },
  'promotes-the-last': { scenario: 'promotes-the-last', quick: true },
  'proxy-to-the-dead': { scenario: 'proxy-to-the-dead', quick: true },
  'behind-replication': { scenario: 'behind-replication', meddler: changeRows, quick: true },
  'fault-does-not-take': { scenario: 'fault-does-not-take', quick: true },
} as const satisfies Readonly<Record<string, SelfcheckDrill>>;

export type DrillName = keyof typeof selfcheckDrills;
export const drillNames = Object.keys(selfcheckDrills) as DrillName[];

/** The drill of that name. */
export function drillNamed(name: DrillName): SelfcheckDrill {
  return selfcheckDrills[name];
}

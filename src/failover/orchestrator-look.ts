import type { Analysis, Answers, Instance } from './orchestrator-answers.ts';
import type { ToolLook } from './types.ts';

/** Of a lone server nothing can be promoted: as a rule it is one that was failed over before. */
const withoutReplicas = 'DeadMasterWithoutReplicas';

/** What is wrong with a master, by the names of Orchestrator: the failures that it recovers, and what comes before them. */
const ofMaster = /^(Dead|Unreachable|LockedSemiSync)/;

/** Warnings that say that a failover is not possible. What others warn of is judged by the samples of the nodes. */
const hinders = ['NoFailoverSupportStructureWarning', 'NoLoggingReplicasStructureWarning'];

/**
 * What the answers of one moment say. `leads` is whether this service is the one that acts, null where it does not say.
 *
 * A recovery that Orchestrator calls successful has chosen a successor, which still is read-only (by 0.4 s where it was
 * recorded): only the instances tell who leads.
 */
export function lookOf(answers: Answers, leads: boolean | null): ToolLook {
  const instances = answers['all-instances'];
  const primary = primaryOf(instances);
  const seen = (answers['replication-analysis'].Details ?? []).filter(
    ({ AnalyzedInstanceKey, IsMaster, IsDowntimed, Analysis }) =>
      IsMaster === true &&
      (IsDowntimed !== true || instances.some((one) => one.Key === AnalyzedInstanceKey && isSetAside(one))) &&
      Analysis !== withoutReplicas &&
      ofMaster.test(Analysis),
  );
  const trouble = seen.find(({ AnalyzedInstanceKey }) => AnalyzedInstanceKey === primary?.Key) ?? seen[0];
  const failure = trouble?.Analysis.startsWith('Dead')
    ? { node: trouble.AnalyzedInstanceKey, as: trouble.Analysis }
    : null;
  const newest = newestRecovery(answers);
  return {
    activity: activityOf(newest, trouble),
    primary: primary?.Key ?? null,
    problem: problemOf(answers, { primary, failure, leads }),
    silent: instances.filter((one) => one.IsLastCheckValid === false).map(({ Key }) => Key),
    leads,
    failure,
    recovery: newest
      ? {
          id: newest.Id,
          of: newest.AnalysisEntry.AnalyzedInstanceKey,
          successor: newest.SuccessorKey || null,
        }
      : null,
  };
}

/**
 * The instance that replicates from nobody and is not read-only, best one that answers, is not in downtime, and has the
 * most replicas. A former primary stays in the list as it was; undefined where there is no other, or two are alike.
 */
function primaryOf(instances: readonly Instance[]): Instance | undefined {
  const rank = (one: Instance): number =>
    (one.IsLastCheckValid === false ? 0 : 1e6) + (one.IsDowntimed === true ? 0 : 1e4) + one.Replicas.length;
  const [first, second] = instances
    .filter((one) => one.ReadOnly === false && (one.MasterKey === '' || one.IsCoMaster === true))
    .filter((one) => one.IsLastCheckValid !== false || !isFailedOver(one))
    .toSorted((one, other) => rank(other) - rank(one));
  return first && second && rank(first) === rank(second) ? undefined : first;
}

/** Whether Orchestrator has put it in downtime, as it does with a primary that it fails over. */
function isFailedOver({ IsDowntimed, DowntimeReason }: Instance): boolean {
  return IsDowntimed === true && DowntimeReason === 'lost-in-recovery';
}

/** Whether somebody else has put it in downtime. */
function isSetAside(one: Instance): boolean {
  return one.IsDowntimed === true && !isFailedOver(one);
}

type Recovery = NonNullable<Answers['audit-recovery']>[number];

function newestRecovery(answers: Answers): Recovery | undefined {
  return answers['audit-recovery']?.toSorted((one, other) => other.Id - one.Id)[0];
}

/** A recovery runs until it has an end; it stays "active" for as long as it blocks others. */
function activityOf(newest: Recovery | undefined, trouble: Analysis | undefined): string {
  if (newest?.RecoveryEndTimestamp === '') {
    const { AnalyzedInstanceKey, Analysis } = newest.AnalysisEntry;
    return `recovering ${AnalyzedInstanceKey} (${Analysis})`;
  }
  return trouble ? `seeing ${trouble.Analysis} of ${trouble.AnalyzedInstanceKey}` : 'watching';
}

type Situation = {
  readonly primary: Instance | undefined;
  readonly failure: ToolLook['failure'];
  readonly leads: boolean | null;
};

/** Why it would not recover a primary, or does not recover this one. */
function problemOf(answers: Answers, { primary, failure, leads }: Situation): string | null {
  if (leads === false && answers['raft-leader'] === '') return 'it knows no leader of its raft group';
  if (answers['check-global-recoveries']?.Details === 'disabled') return 'its recoveries are switched off';
  const cluster = answers['clusters-info']?.find(({ ClusterName }) => ClusterName === primary?.ClusterName);
  if (cluster?.HasAutomatedMasterRecovery === false) {
    return `RecoverMasterClusterFilters leaves out the cluster ${cluster.ClusterName}`;
  }
  if (primary && isSetAside(primary)) return `${primary.Key} is in downtime, and not recovered`;
  return blockOf(answers, failure) ?? warningOf(answers, primary);
}

/** While a recovery runs, and shortly after, the same failure is called blocked by it: that keeps nobody from anything. */
function blockOf(answers: Answers, failure: ToolLook['failure']): string | null {
  const block = answers['blocked-recoveries']?.find((one) => one.FailedInstanceKey === failure?.node);
  const by = answers['audit-recovery']?.find(({ Id }) => Id === block?.BlockingRecoveryId);
  const before = by?.AnalysisEntry.AnalyzedInstanceKey;
  if (!block || before === undefined || before === block.FailedInstanceKey) return null;
  return `${block.Analysis} of ${block.FailedInstanceKey} is not recovered: the recovery of ${before} was less than RecoveryPeriodBlockSeconds ago`;
}

function warningOf(answers: Answers, primary: Instance | undefined): string | null {
  const analyses = answers['replication-analysis'].Details ?? [];
  const warnings = analyses
    .filter(({ AnalyzedInstanceKey }) => AnalyzedInstanceKey === primary?.Key)
    .flatMap(({ StructureAnalysis }) => StructureAnalysis.filter((one) => hinders.includes(one)));
  return warnings.length === 0 ? null : `it warns of ${warnings.join(', ')}`;
}

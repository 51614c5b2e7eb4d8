import { z } from 'zod';

/** An instance, by the name of its host. */
const host = z.object({ Hostname: z.string() }).transform(({ Hostname }) => Hostname);
const flag = z.boolean().nullable().catch(null);

const instance = z.object({
  Key: host,
  MasterKey: host.catch(''),
  IsCoMaster: flag,
  ReadOnly: flag,
  IsLastCheckValid: flag,
  IsDowntimed: flag,
  DowntimeReason: z.string().catch(''),
  Replicas: z.array(host).catch([]),
  ClusterName: z.string().catch(''),
});

const analysis = z.object({
  AnalyzedInstanceKey: host,
  Analysis: z.string(),
  IsMaster: flag,
  IsDowntimed: flag,
  StructureAnalysis: z.array(z.string()).catch([]),
});

const recovery = z.object({
  Id: z.number(),
  AnalysisEntry: z.object({ AnalyzedInstanceKey: host, Analysis: z.string().catch('a failure') }),
  /** Its host is empty until there is one. */
  SuccessorKey: host.nullable().catch(null),
  RecoveryEndTimestamp: z.string().nullable().catch(null),
});

const blocked = z.object({
  FailedInstanceKey: host,
  Analysis: z.string().catch('a failure'),
  BlockingRecoveryId: z.number(),
});

const cluster = z.object({ ClusterName: z.string(), HasAutomatedMasterRecovery: flag });

/** What is not there, or not as expected, is left open. */
const listOf = <T extends z.ZodType>(one: T) => z.array(one).nullish().catch(null);

/**
 * What Orchestrator's HTTP API says, by the paths below `/api/`; undefined where it does not answer. Without its instances
 * and its analysis it says nothing. Recorded answers of version 3.2.6 are in test/fixtures/orchestrator.
 */
export const answersSchema = z.object({
  'all-instances': z.array(instance),
  'replication-analysis': z.object({ Details: z.array(analysis).nullable() }),
  'audit-recovery': listOf(recovery),
  'blocked-recoveries': listOf(blocked),
  'clusters-info': listOf(cluster),
  'check-global-recoveries': z.object({ Details: z.string() }).nullish().catch(null),
  'raft-leader': z.string().nullish().catch(null),
});
export type Answers = z.infer<typeof answersSchema>;
export type Instance = z.infer<typeof instance>;
export type Analysis = z.infer<typeof analysis>;

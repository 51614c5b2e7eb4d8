import { z } from 'zod';

const list = z.array(z.string()).optional().catch(undefined);
const flag = z.boolean().optional().catch(undefined);
const count = z.number().optional().catch(undefined);

const schema = z.object({
  InstancePollSeconds: count,
  MySQLConnectTimeoutSeconds: count,
  DiscoverByShowSlaveHosts: flag,
  RecoverMasterClusterFilters: list,
  RecoveryPeriodBlockSeconds: count,
  ApplyMySQLPromotionAfterMasterFailover: flag,
  DelayMasterPromotionIfSQLThreadNotUpToDate: flag,
  FailMasterPromotionIfSQLThreadNotUpToDate: flag,
  RaftEnabled: flag,
});

/** What an Orchestrator was told, as far as it decides about failovers; what is not said is left out. */
export type OrchestratorSettings = z.infer<typeof schema>;

/** What Orchestrator does where it is not told (openark/orchestrator, go/config/config.go). */
export const orchestratorDefaults = {
  InstancePollSeconds: 5,
  MySQLConnectTimeoutSeconds: 2,
  RecoveryPeriodBlockSeconds: 3600,
} as const;

/**
 * Reads a configuration of Orchestrator; undefined for a text that is none, and for one into which values are still put
 * before it is used (`"@POLL@"`, `"${POLL}"`): what it leaves open is no default.
 */
export function readOrchestrator(text: string): OrchestratorSettings | undefined {
  if (
    !/"(MySQLTopologyUser|MySQLTopologyCredentialsConfigFile|RecoverMasterClusterFilters|InstancePollSeconds)"/.test(
      text,
    )
  ) {
    return undefined;
  }
  try {
    const written: unknown = JSON.parse(text);
    const isOpen = Object.entries(z.record(z.string(), z.unknown()).parse(written)).some(
      ([name, value]) => Object.hasOwn(schema.shape, name) && typeof value === 'string',
    );
    return isOpen ? undefined : schema.parse(written);
  } catch {
    return undefined;
  }
}

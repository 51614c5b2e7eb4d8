import { cpus, release, totalmem } from 'node:os';
import type { RowDataPacket } from 'mysql2/promise';
import type { Cluster } from '../docker/cluster.ts';
import { withConnection } from '../engine/mysql/session.ts';
import { runFormat } from '../history/files.ts';
import type { RunManifest } from '../history/manifest.ts';
import type { ClockOffset } from '../observe/clock-offset.ts';
import { parameterValues } from '../topology/parameters.ts';
import { toolVersion } from '../version.ts';
import type { Drill } from './drill.ts';

/** Server variables on which durability, replication and the time to recover depend. */
const tellingVariables = [
  'version',
  'version_comment',
  'sync_binlog',
  'innodb_flush_log_at_trx_commit',
  'innodb_doublewrite',
  'gtid_mode',
  'enforce_gtid_consistency',
  'rpl_semi_sync_source_wait_point',
  'rpl_semi_sync_source_wait_for_replica_count',
  'rpl_semi_sync_source_timeout',
  'replica_net_timeout',
  'replica_parallel_workers',
  'replica_preserve_commit_order',
  'max_connections',
];

/** Everything `run.json` says about a run that has just become ready. */
export async function describeRun(
  drill: Drill,
  cluster: Cluster,
  primary: string,
  offset: ClockOffset,
): Promise<RunManifest> {
  const { plan } = drill;
  const variables = await serverVariables(cluster, primary);
  const engine = await drill.docker.version();
  return {
    format: runFormat,
    run: plan.run,
    startedAt: new Date(Date.now() - drill.clock.nowMs()).toISOString(),
    lifecycle: 'running',
    seed: plan.seed,
    command: [...plan.command],
    tool: await toolVersion(),
    scenario: plan.scenario,
    scenarioText: plan.scenarioText,
    topology: {
      name: plan.topology.name,
      title: plan.topology.section.title,
      replication: plan.topology.section.replication,
      composeText: plan.topology.composeText,
      parameters: parameterValues(plan.topology, plan.scenario.parameters),
      primaryAtStart: primary,
      nodes: [...plan.topology.section.nodes],
      services: [...cluster.services.values()].map(({ name, role, image, imageId, address }) => ({
        name,
        role,
        image,
        imageId,
        address,
      })),
    },
    environment: {
      dockerEngine: engine.Version,
      kernel: release(),
      cpus: cpus().length,
      memoryBytes: totalmem(),
      nodejs: process.version,
      mysql: `${variables.version ?? 'unknown'} ${variables.version_comment ?? ''}`.trim(),
      variables,
    },
    clock: { errorMs: offset.errorMs, how: offset.how },
  };
}

async function serverVariables(cluster: Cluster, primary: string): Promise<Record<string, string>> {
  const node = cluster.nodes.find((one) => one.name === primary);
  if (!node) return {};
  return withConnection(node, cluster.accounts.admin, async (connection) => {
    const [rows] = await connection.query<RowDataPacket[]>(
      'SELECT VARIABLE_NAME AS name, VARIABLE_VALUE AS value FROM performance_schema.global_variables WHERE VARIABLE_NAME IN (?)',
      [tellingVariables],
    );
    return Object.fromEntries(rows.map((row) => [String(row.name), String(row.value)]));
  });
}

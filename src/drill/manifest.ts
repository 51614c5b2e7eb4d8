import { cpus, release, totalmem } from 'node:os';
import { actingDigest } from '../acting.ts';
import type { Cluster } from '../docker/cluster.ts';
import { imageFacts } from '../docker/image-facts.ts';
import { withSession } from '../engine/with-session.ts';
import { runFormat } from '../history/files.ts';
import type { RecordedImage, RunManifest } from '../history/manifest.ts';
import type { ClockOffset } from '../observe/clock-offset.ts';
import { failoverOf } from '../topology/failover.ts';
import type { LoadedTopology } from '../topology/loaded.ts';
import { parameterValues } from '../topology/parameters.ts';
import { toolVersion } from '../version.ts';
import type { Drill } from './drill.ts';

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
  const { tool } = failoverOf(plan.topology.section);
  return {
    format: runFormat,
    run: plan.run,
    startedAt: new Date(Date.now() - drill.clock.nowMs()).toISOString(),
    lifecycle: 'running',
    seed: plan.seed,
    command: [...plan.command],
    tool: { ...(await toolVersion()), acting: await actingDigest() },
    scenario: plan.scenario,
    ...(plan.scenarioFile === undefined ? {} : { scenarioFile: plan.scenarioFile }),
    ...(plan.origins === undefined ? {} : { origins: { ...plan.origins } }),
    ...(plan.policy ? { policy: plan.policy } : {}),
    scenarioText: plan.scenarioText,
    topology: {
      name: plan.topology.name,
      title: plan.topology.section.title,
      replication: plan.topology.section.replication,
      failover: { tool: tool.name, tells: tool.tellsPromotions },
      composeText: plan.topology.composeText,
      ...configuredOf(plan.topology),
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
      server: `${variables.version ?? 'unknown'} ${variables.version_comment ?? ''}`.trim(),
      variables,
      images: await imagesOf(drill, cluster),
    },
    clock: { errorMs: offset.errorMs, how: offset.how },
  };
}

function configuredOf({ configured }: LoadedTopology): Pick<RunManifest['topology'], 'configured'> {
  if (!configured) return {};
  const { base, paths, changes, kept } = configured;
  return { configured: { base, paths: [...paths], changes: [...changes], kept: [...kept] } };
}

/** Every image that runs, and that of the fault agents. */
async function imagesOf({ docker, plan, images }: Drill, cluster: Cluster): Promise<RecordedImage[]> {
  const services = Map.groupBy(cluster.services.values(), ({ imageId }) => imageId);
  const agents = images.toolbox;
  const used = [...services.keys(), ...(agents ? [agents] : [])];
  return Promise.all(
    used.map(async (image) => ({
      ...(await imageFacts(docker, plan.run, image)),
      usedBy: (services.get(image) ?? []).map(({ name }) => name).toSorted(),
    })),
  );
}

async function serverVariables(cluster: Cluster, primary: string): Promise<Record<string, string>> {
  const node = cluster.nodes.find((one) => one.name === primary);
  return node ? withSession(cluster.engine, node, cluster.accounts.admin, cluster.engine.variables) : {};
}

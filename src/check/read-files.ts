import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type Docker from 'dockerode';
import { type Cluster, serviceOf } from '../docker/cluster.ts';
import { runInside } from '../docker/run-inside.ts';
import { type ConfigFile, type Configs, readConfigs, usualPlaces } from './config/configs.ts';
import type { ServiceFacts } from './facts.ts';
import type { Written } from './look-at-services.ts';

/** No configuration of a proxy or a failover tool is longer (bytes). */
const mostBytes = 256 * 1024;
/** More files than any folder of configurations has. */
const mostFiles = 50;

/**
 * Reads the configurations of proxies and failover tools: from the files of this machine that are mounted, from the
 * `configs` of the compose files, or from their usual places in the container where the image has them.
 */
export async function readServiceConfigs(
  docker: Docker,
  cluster: Cluster,
  services: readonly ServiceFacts[],
  written: Written,
): Promise<Configs> {
  const others = services.filter(({ role }) => role !== 'node');
  const files = (
    await Promise.all(
      others.map(async (service) => [
        ...(await mountedFiles(service)),
        ...(await givenFiles(service.name, written)),
      ]),
    )
  ).flat();
  const known = readConfigs(files);
  const told = Object.values(known).flatMap((all) => all.map(({ service }) => service));
  const silent = others.filter(
    ({ name, role, isOver }) => !isOver && role !== 'other' && !told.includes(name),
  );
  const inside = await Promise.all(silent.map(({ name }) => filesInside(docker, cluster, name)));
  return readConfigs([...files, ...inside.flat()]);
}

async function mountedFiles({ name, mounts }: ServiceFacts): Promise<ConfigFile[]> {
  const sources = mounts.filter(({ type }) => type === 'bind').map(({ source }) => source);
  const paths = await Promise.all(sources.map(filesAt));
  return (await Promise.all(paths.flat().map((path) => readAt(name, path)))).flat();
}

/** A file, or those of a folder. */
async function filesAt(path: string): Promise<readonly string[]> {
  const status = await stat(path).catch(() => undefined);
  if (status?.isFile()) return [path];
  if (!status?.isDirectory()) return [];
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .slice(0, mostFiles)
    .map((entry) => join(path, entry.name));
}

async function readAt(service: string, path: string): Promise<ConfigFile[]> {
  const status = await stat(path).catch(() => undefined);
  if (!status?.isFile() || status.size > mostBytes) return [];
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? [] : [{ service, path: basename(path), text }];
}

async function givenFiles(name: string, { services, configs }: Written): Promise<ConfigFile[]> {
  const files = (services[name]?.configs ?? []).map(async ({ source }): Promise<ConfigFile[]> => {
    const { file, content } = configs[source] ?? {};
    if (content !== undefined) return [{ service: name, path: `configs.${source}`, text: content }];
    return file === undefined ? [] : readAt(name, file);
  });
  return (await Promise.all(files)).flat();
}

async function filesInside(docker: Docker, cluster: Cluster, name: string): Promise<ConfigFile[]> {
  const container = docker.getContainer(serviceOf(cluster, name).containerId);
  const files = usualPlaces.map(async (path): Promise<ConfigFile[]> => {
    const read = await runInside(container, ['cat', path]).catch(() => undefined);
    return read?.exitCode === 0 ? [{ service: name, path: `${name}:${path}`, text: read.stdout }] : [];
  });
  return (await Promise.all(files)).flat();
}

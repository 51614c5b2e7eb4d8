import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { ComposeConfig, ComposeService } from '../topology/compose-config.ts';

/** A file that a service reads: where it is in the container (or on this machine), and what is in it. */
export type FoundFile = { readonly path: string; readonly text: string };

/** The files beside compose files that tell what a service is, by service. */
export type FoundFiles = {
  readonly mounted: Readonly<Record<string, readonly FoundFile[]>>;
  /** Of services that are built: the image that they are built on. */
  readonly builds: Readonly<Record<string, { readonly image: string; readonly dockerfile: FoundFile }>>;
};

/** Larger files are no configuration (bytes). */
const mostBytes = 64 * 1024;
/** More files of one folder are not read. */
const mostFiles = 20;

/** Reads the small files that services mount, and the Dockerfiles they are built by. What cannot be read is left out. */
export function findFiles(config: ComposeConfig): FoundFiles {
  const services = Object.entries(config.services);
  return {
    mounted: Object.fromEntries(
      services.map(([name, service]) => [name, [...bindsOf(service), ...configsOf(config, service)]]),
    ),
    builds: Object.fromEntries(
      services.flatMap(([name, service]) => {
        const dockerfile = dockerfileOf(service);
        return dockerfile ? [[name, { image: lastImageOf(dockerfile.text), dockerfile }]] : [];
      }),
    ),
  };
}

function bindsOf({ volumes }: ComposeService): FoundFile[] {
  return volumes.flatMap(({ type, source = '', target }) => {
    if (type !== 'bind') return [];
    const kind = statSync(source, { throwIfNoEntry: false });
    if (kind?.isFile()) return fileAt(source, target);
    if (!kind?.isDirectory()) return [];
    const names = attempt(() => readdirSync(source), []).toSorted();
    return names.slice(0, mostFiles).flatMap((name) => fileAt(join(source, name), `${target}/${name}`));
  });
}

const configSchema = z.object({ file: z.string().optional(), content: z.string().optional() });
const usedConfigs = z.array(z.object({ source: z.string(), target: z.string().optional() })).catch([]);

function configsOf(config: ComposeConfig, service: ComposeService): FoundFile[] {
  const declared = z.record(z.string(), configSchema).catch({}).parse(config.configs);
  return usedConfigs.parse(service.configs).flatMap(({ source, target = `/${source}` }) => {
    const { file, content } = declared[source] ?? {};
    if (content !== undefined) return [{ path: target, text: content.replaceAll('$$', () => '$') }];
    return file === undefined ? [] : fileAt(file, target);
  });
}

const buildSchema = z.object({
  context: z.string(),
  dockerfile: z.string().default('Dockerfile'),
  dockerfile_inline: z.string().optional(),
});

function dockerfileOf({ build }: ComposeService): FoundFile | undefined {
  const { data } = buildSchema.safeParse(build);
  if (!data) return undefined;
  if (data.dockerfile_inline !== undefined) return { path: 'Dockerfile', text: data.dockerfile_inline };
  return fileAt(resolve(data.context, data.dockerfile), 'Dockerfile')[0];
}

/** The image that a Dockerfile's last stage begins with, through the stages that it is made of. */
export function lastImageOf(dockerfile: string): string {
  const stages = [...dockerfile.matchAll(/^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/gim)].map(
    ([, image = '', name = '']) => ({ image, name: name.toLowerCase() }),
  );
  let image = stages.at(-1)?.image ?? '';
  for (const stage of stages.toReversed()) {
    if (stage.name !== '' && stage.name === image.toLowerCase()) image = stage.image;
  }
  return image;
}

function fileAt(path: string, as: string): FoundFile[] {
  const status = attempt(() => statSync(path, { throwIfNoEntry: false }), undefined);
  if (!status?.isFile() || status.size > mostBytes) return [];
  return attempt(() => [{ path: as, text: readFileSync(path, 'utf8') }], []);
}

function attempt<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch {
    return otherwise;
  }
}

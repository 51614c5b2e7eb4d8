import type Docker from 'dockerode';
import { extract } from 'tar-stream';
import { labelsOf } from './labels.ts';
import { ignoreGone } from './leftovers.ts';
import { installedPackages, packageLists } from './package-lists.ts';

/** What is known of an image, whoever made it. */
export type ImageFacts = {
  readonly id: string;
  /** Its tags and its digests of registries, as the engine knows them. */
  readonly names: string[];
  /** The version of every package by its name; null where its list of packages is none that we can read. */
  readonly packages: Record<string, string> | null;
};

/** Asks the engine about an image, and looks at its list of packages in a container that is never started. */
export async function imageFacts(docker: Docker, run: string, image: string): Promise<ImageFacts> {
  const { Id, RepoTags, RepoDigests } = await docker.getImage(image).inspect();
  const container = await docker.createContainer({
    Image: Id,
    // An image may have no command of its own.
    Cmd: ['true'],
    Labels: labelsOf(run, { role: 'probe' }),
    HostConfig: { NetworkMode: 'none' },
  });
  try {
    // The engine gives null where there are none.
    const names = [...(RepoTags ?? []), ...(RepoDigests ?? [])].toSorted();
    return { id: Id, names, packages: await packagesOf(container) };
  } finally {
    await container.remove({ force: true, v: true }).catch(ignoreGone);
  }
}

async function packagesOf(container: Docker.Container): Promise<Record<string, string> | null> {
  for (const path of packageLists) {
    const text = await fileOf(container, path);
    if (text !== undefined) return installedPackages(text);
  }
  return null;
}

/** A file of a container, whether it runs or not; undefined where there is none. */
async function fileOf(container: Docker.Container, path: string): Promise<string | undefined> {
  let archive: NodeJS.ReadableStream;
  try {
    archive = await container.getArchive({ path });
  } catch (error) {
    if (error instanceof Error && 'statusCode' in error && error.statusCode === 404) return undefined;
    throw error;
  }
  const files = archive.pipe(extract());
  archive.on('error', (error: Error) => files.destroy(error));
  const parts: Buffer[] = [];
  for await (const entry of files) for await (const part of entry) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

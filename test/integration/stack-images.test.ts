import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { removeStackImages, stackImages, withMissingImages } from '../../src/docker/stack-images.ts';
import { type DrillError, environmentError } from '../../src/errors.ts';
import { docker, images } from './server.ts';

test('images of stacks are kept while a container uses them, and removed when asked', async () => {
  const { toolbox } = await images();
  const name = `ha-drill-stack/test-${process.pid}`;
  const tagged = async (tag: string): Promise<string> => {
    await docker.getImage(toolbox).tag({ repo: name, tag });
    return `${name}:${tag}`;
  };
  const used = await tagged('used');
  const free = await tagged('free');
  const container = await docker.createContainer({ Image: used, Cmd: ['true'] });
  // Others on this engine have images of their own, which this test must leave alone.
  const own = {
    listContainers: docker.listContainers.bind(docker),
    getImage: docker.getImage.bind(docker),
    listImages: async (options: object) =>
      (await docker.listImages(options))
        .map((image) => ({ ...image, RepoTags: image.RepoTags?.filter((tag) => tag.startsWith(name)) }))
        .filter(({ RepoTags }) => RepoTags?.length),
  } as unknown as typeof docker;
  try {
    expect((await stackImages(own)).toSorted()).toEqual([free, used]);
    expect(await removeStackImages(own)).toEqual([free]);
    expect(await stackImages(own)).toEqual([used]);
  } finally {
    await container.remove({ force: true });
  }
  expect(await removeStackImages(own)).toEqual([used]);
  expect(await isThere(toolbox)).toBe(true);
});

/** Whether an image is on the engine under this name. */
async function isThere(tag: string): Promise<boolean> {
  return docker
    .getImage(tag)
    .inspect()
    .then(() => true);
}

const nowhere = 'ha-drill-test/nowhere:1';
const failed = environmentError('docker compose up failed: no such host');

/** What is told of services whose images are these, written so in a compose file. */
async function toldOf(
  services: Readonly<Record<string, object>>,
  text = '',
  variables: readonly string[] = [],
): Promise<{ readonly message: string; readonly hint: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'ha-drill-images-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'docker-compose.yml');
  await writeFile(file, text);
  const stack = { config: { services }, files: [file], variables } as unknown as Parameters<
    typeof withMissingImages
  >[1];
  const told = (await withMissingImages(docker, stack, failed)) as DrillError;
  return { message: told.message, hint: (told.hint ?? '').replaceAll(folder, 'shop') };
}

test('an image that cannot be had is named, with the service that wants it, and a file that names another one', async () => {
  const { toolbox } = await images();
  const db = { image: toolbox };
  const built = { build: {}, image: 'ha-drill-test/built:1' };
  expect(await toldOf({ db, proxy: { image: nowhere }, built })).toEqual({
    message: `These images are not on this machine, and could not be pulled:\n  proxy: ${nowhere}\n${failed.message}`,
    hint: 'Pull or build them here. Where it is called otherwise here, a second compose file names it (`ha-drill init shop/docker-compose.yml images.yml`).',
  });
  expect(await toldOf({ db })).toEqual({ message: failed.message, hint: '' });
});

test('where a variable names an image, it is named, also of one of several containers', async () => {
  const text = `services:
  orchestrator: { image: '\${ORCHESTRATOR_IMAGE:-${nowhere}}' }
  proxy: { image: '$$PROXY' }
`;
  const services = { 'orchestrator-1': { image: nowhere } };
  const told = await toldOf(services, text);
  expect(told.message).toContain(`orchestrator-1: ${nowhere} (ORCHESTRATOR_IMAGE names another one)\n`);
  expect(told.hint).toBe(
    'Pull or build them here. Set ORCHESTRATOR_IMAGE to an image that `docker images` shows, and list ORCHESTRATOR_IMAGE under `variables` of ha-drill.yml.',
  );
  expect((await toldOf(services, text, ['ORCHESTRATOR_IMAGE'])).hint).toBe(
    'Pull or build them here. Set ORCHESTRATOR_IMAGE to an image that `docker images` shows.',
  );
  expect((await toldOf({ proxy: { image: nowhere } }, text)).message).not.toContain('another one');
});

import { expect, test } from 'vitest';
import { removeStackImages, stackImages, withMissingImages } from '../../src/docker/stack-images.ts';
import { environmentError } from '../../src/errors.ts';
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

test('an image that cannot be had is named, with the service that wants it', async () => {
  const { toolbox } = await images();
  const services = {
    db: { image: toolbox },
    proxy: { image: 'ha-drill-test/nowhere:1' },
    built: { build: {}, image: 'ha-drill-test/built:1' },
  };
  const stack = { config: { services } } as unknown as Parameters<typeof withMissingImages>[1];
  const error = environmentError('docker compose up failed: no such host');
  expect(await withMissingImages(docker, stack, error)).toMatchObject({
    message: expect.stringMatching(/:\n {2}proxy: ha-drill-test\/nowhere:1\ndocker compose up failed/),
    hint: expect.stringContaining('second compose file'),
  });
  const whole = { config: { services: { db: services.db } } } as unknown as typeof stack;
  expect(await withMissingImages(docker, whole, error)).toBe(error);
});

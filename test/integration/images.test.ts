import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectDocker } from '../../src/docker/docker.ts';
import { ensureImages, imageNames, imageTag, missingImages } from '../../src/docker/images.ts';
import { baseTag } from '../../src/docker/images-base.ts';
import { buildImage } from '../../src/docker/images-build.ts';
import { idOf } from '../../src/docker/images-engine.ts';
import { docker } from './server.ts';

const scratch = 'ha-drill/scratch:images-test';
afterAll(async () => {
  await docker
    .getImage(scratch)
    .remove({ force: true })
    .catch(() => undefined);
});

/** What a command in a container prints. */
async function output(image: string, command: string[]): Promise<string> {
  const container = await docker.createContainer({
    Image: image,
    Entrypoint: command.slice(0, 1),
    Cmd: command.slice(1),
    Labels: { 'ha-drill.run': 'integration' },
  });
  try {
    await container.start();
    await container.wait();
    const log = await container.logs({ stdout: true, stderr: true });
    return log.toString();
  } finally {
    await container.remove({ force: true, v: true });
  }
}

describe('ensureImages', () => {
  let images: Awaited<ReturnType<typeof ensureImages>>;
  beforeAll(async () => {
    images = await ensureImages(docker, () => undefined, imageNames);
  });

  test('every image exists, labelled, under the tag of its inputs', async () => {
    const base = (await idOf(docker, baseTag)) ?? '';
    for (const name of imageNames) {
      const parent = name === 'backup' ? images.mysql.id : base;
      expect(images[name].tag).toBe(await imageTag(name, parent));
      const { Id, Config } = await docker.getImage(images[name].tag).inspect();
      expect(Id).toBe(images[name].id);
      expect(Config.Labels).toMatchObject({ 'ha-drill.image': name });
    }
    expect(await missingImages(docker)).toEqual([]);
  });

  test('a second time nothing is built', async () => {
    const lines: string[] = [];
    expect(await ensureImages(docker, (line) => lines.push(line), imageNames)).toEqual(images);
    expect(lines).toEqual([]);
  });

  test.each([
    ['mysql', ['mysqld', '--version'], /Ver 9\.7\./],
    ['mysql', ['mysqlbinlog', '--version'], /Ver 9\.7\./],
    ['mysql', ['mysqldump', '--version'], /Ver 9\.7\./],
    ['haproxy', ['haproxy', '-v'], /version 3\.2\./],
    ['manager', ['node', '--version'], /v24\./],
    ['manager', ['node', '--check', '/app/manager.mjs'], /^$/],
    ['toolbox', ['nft', '--version'], /nftables/],
    ['toolbox', ['tc', '-V'], /iproute2/],
    ['toolbox', ['nsenter', '--version'], /util-linux/],
    ['toolbox', ['pgrep', '--version'], /procps/],
    ['toolbox', ['mkfs.xfs', '-V'], /mkfs\.xfs/],
  ] as const)('%s has %j', async (name, command, expected) => {
    expect(await output(images[name].tag, [...command])).toMatch(expected);
  });
});

describe('buildImage', () => {
  test('a build that fails says what it said last', async () => {
    const content = Buffer.from('ARG BASE\nFROM $BASE\nRUN echo the-last-words && exit 7\n');
    const base = (await idOf(docker, baseTag)) ?? '';
    const building = buildImage(docker, {
      name: 'scratch',
      tag: scratch,
      base,
      files: [{ name: 'Dockerfile', content }],
      report: () => undefined,
    });
    await expect(building).rejects.toMatchObject({
      exit: 'environment',
      message: expect.stringMatching(/image scratch could not be built.*code: 7[\s\S]*\nthe-last-words/),
    });
    expect(await idOf(docker, scratch)).toBeUndefined();
  });
});

describe('connectDocker', () => {
  test('says where no engine answers', async () => {
    const before = process.env.DOCKER_HOST;
    process.env.DOCKER_HOST = 'tcp://127.0.0.1:1';
    try {
      await expect(connectDocker()).rejects.toMatchObject({
        exit: 'environment',
        message: expect.stringMatching(/No Docker Engine answers at tcp:\/\/127\.0\.0\.1:1: .*ECONNREFUSED/),
        hint: expect.stringContaining('DOCKER_HOST'),
      });
    } finally {
      if (before === undefined) delete process.env.DOCKER_HOST;
      else process.env.DOCKER_HOST = before;
    }
  });
});

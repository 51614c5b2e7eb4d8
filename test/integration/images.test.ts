import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectDocker } from '../../src/docker/docker.ts';
import { imageFacts } from '../../src/docker/image-facts.ts';
import {
  ensureImages,
  type ImageName,
  imageNames,
  imageTag,
  missingImages,
} from '../../src/docker/images.ts';
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

/** Those that are built on another one. */
const parents: Partial<Record<ImageName, ImageName>> = {
  backup: 'mysql',
  mariabackup: 'mariadb',
  keepalived: 'mysql',
  mha: 'mariadb',
  pacemaker: 'mariadb',
};

describe('ensureImages', () => {
  let images: Awaited<ReturnType<typeof ensureImages>>;
  beforeAll(async () => {
    images = await ensureImages(docker, () => undefined, imageNames);
  });

  test('every image exists, labelled, under the tag of its inputs', async () => {
    const base = (await idOf(docker, baseTag)) ?? '';
    for (const name of imageNames) {
      const parent = parents[name];
      expect(images[name].tag).toBe(await imageTag(name, parent ? images[parent].id : base));
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
    ['mariabackup', ['mariadb-backup', '--version'], /11\.8\./],
    ['mariabackup', ['node', '--check', '/app/backup.mjs'], /^$/],
    ['mha', ['masterha_manager', '--version'], /0\.58/],
    ['pacemaker', ['pacemakerd', '--version'], /Pacemaker 3\./],
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

describe('frozen images', () => {
  const frozen = async (names: Parameters<typeof ensureImages>[2], changes: Record<string, string> = {}) => {
    const lines: string[] = [];
    const before = { ...process.env };
    Object.assign(process.env, { HA_DRILL_FROZEN_IMAGES: '1', ...changes });
    try {
      return { images: await ensureImages(docker, (line) => lines.push(line), names), lines };
    } finally {
      for (const name of ['HA_DRILL_FROZEN_IMAGES', ...Object.keys(changes)])
        if (before[name] === undefined) delete process.env[name];
    }
  };

  test('those that are here are used, and nothing is built', async () => {
    const images = await ensureImages(docker, () => undefined, ['mysql', 'backup', 'toolbox']);
    expect(await frozen(['mysql', 'backup', 'toolbox'])).toEqual({ images, lines: [] });
  });

  test('one that is missing is named and not pulled', async () => {
    const image = 'ha-drill-test/no-such-image:1';
    await expect(frozen(['mysql', 'toolbox'], { HA_DRILL_MYSQL_IMAGE: image })).rejects.toMatchObject({
      exit: 'environment',
      message: `Not all images are here, and frozen images are neither built nor pulled. Missing: ${image}.`,
    });
  });
});

describe('imageFacts', () => {
  test('tells the packages of an image of ours, and leaves nothing behind', async () => {
    const run = 'integration-image-facts';
    const { haproxy } = await ensureImages(docker, () => undefined, ['haproxy']);
    const facts = await imageFacts(docker, run, haproxy.tag);
    expect(facts.id).toBe(haproxy.id);
    expect(facts.names).toContain(haproxy.tag);
    const [, version] = /version (3\.2\.\d+)/.exec(await output(haproxy.tag, ['haproxy', '-v'])) ?? [];
    expect(facts.packages?.haproxy).toContain(version);
    expect(Object.keys(facts.packages ?? {}).length).toBeGreaterThan(50);
    const filters = { label: [`ha-drill.run=${run}`] };
    expect(await docker.listContainers({ all: true, filters })).toEqual([]);
  });

  test('of one without a list of packages its id is known', async () => {
    const content = Buffer.from('ARG BASE\nFROM $BASE\nRUN rm /var/lib/dpkg/status\n');
    const base = (await idOf(docker, baseTag)) ?? '';
    const files = [{ name: 'Dockerfile', content }];
    await buildImage(docker, { name: 'scratch', tag: scratch, base, files, report: () => undefined });
    const facts = await imageFacts(docker, 'integration-image-facts', scratch);
    expect(facts).toEqual({ id: await idOf(docker, scratch), names: [scratch], packages: null });
  });
});

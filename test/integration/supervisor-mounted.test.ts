import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureImages } from '../../src/docker/images.ts';
import { buildImage } from '../../src/docker/images-build.ts';
import { patienceMs } from '../support/patience.ts';
import { docker } from './server.ts';
import { passwords, prepared, server, started } from './supervised.ts';

describe('mounted into an image that knows nothing of it, whose shell is bash', () => {
  const tag = 'ha-drill/scratch:bare-mysql';
  const supervisor = fileURLToPath(new URL('../../images/mysql/supervisor.sh', import.meta.url));
  beforeAll(async () => {
    const { mysql } = await ensureImages(docker, () => undefined, ['mysql']);
    const content = Buffer.from(
      'ARG BASE\nFROM $BASE\nRUN rm -r /usr/share/ha-drill /ha-drill && ln -sf bash /bin/sh\nENTRYPOINT ["mysqld"]\n',
    );
    const files = [{ name: 'Dockerfile', content }];
    await buildImage(docker, { name: 'scratch', tag, base: mysql.id, files, report: () => undefined });
  });
  afterAll(() => docker.getImage(tag).remove({ force: true }));

  test('initialises the empty datadir, and survives death and RESTART as ever', async () => {
    const container = await prepared(tag)
      .withEnvironment(passwords)
      .withEntrypoint(['/bin/sh', '/mounted/supervisor.sh'])
      .withBindMounts([{ source: supervisor, target: '/mounted/supervisor.sh', mode: 'ro' }])
      .start();
    const db = server(container);
    try {
      const uuid = await db.value('SELECT @@server_uuid');
      await db.killed();
      await db.handle.kill({ signal: 'SIGUSR1' });
      await db.answers();
      await db.query('RESTART');
      await started(db, 3);
      await db.answers();
      expect(await db.value('SELECT @@server_uuid')).toBe(uuid);
      await db.handle.stop({ t: patienceMs / 1000 });
      expect((await db.handle.inspect()).State.ExitCode).toBe(0);
    } finally {
      await container.stop({ removeVolumes: true });
    }
  });
});

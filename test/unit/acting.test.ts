import { cp, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { actingDigest } from '../../src/acting.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

test('the hash changes with what acts, and with nothing else', async () => {
  const copy = await mkdtemp(join(tmpdir(), 'ha-drill-acting-'));
  for (const folder of ['src', 'images'])
    await cp(join(root, folder), join(copy, folder), { recursive: true });
  const digest = () => actingDigest(copy, join(copy, 'src'));
  const before = await digest();
  expect(before).toBe(await actingDigest());
  for (const path of [
    'src/judge/measure/rto.ts',
    'src/report/text.ts',
    'src/cli/suite.ts',
    'src/history/reader.ts',
  ]) {
    await writeFile(join(copy, path), 'changed');
    expect([path, await digest()]).toEqual([path, before]);
  }
  const seen = new Set([before]);
  const acting = [
    'src/drill/method.ts',
    'src/programs/manager/main.ts',
    'src/docker/sidecar.sh',
    'images/mysql/new',
  ];
  for (const path of acting) {
    await writeFile(join(copy, path), 'changed');
    seen.add(await digest());
  }
  expect(seen.size).toBe(1 + acting.length);
});

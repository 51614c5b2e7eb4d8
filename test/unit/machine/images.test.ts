import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bundle, contextFiles, hashOf } from '../../../src/docker/images-context.ts';

const file = fc.record({ name: fc.string(), content: fc.uint8Array().map((bytes) => Buffer.from(bytes)) });
const inputs = fc.record({ base: fc.string(), files: fc.array(file, { maxLength: 4 }) });

describe('hashOf', () => {
  test('equal inputs, equal hash; different inputs, different hash', () => {
    fc.assert(
      fc.property(inputs, inputs, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(hashOf(one.base, one.files) === hashOf(other.base, other.files)).toBe(same);
      }),
    );
  });

  test('one more byte, another name, another base: another hash', () => {
    const files = [{ name: 'Dockerfile', content: Buffer.from('FROM x') }];
    const hashes = [
      hashOf('b', files),
      hashOf('c', files),
      hashOf('b', [{ name: 'Dockerfile', content: Buffer.from('FROM xy') }]),
      hashOf('b', [{ name: 'dockerfile', content: Buffer.from('FROM x') }]),
    ];
    expect(new Set(hashes).size).toBe(4);
    expect(hashes[0]).toMatch(/^[0-9a-f]{12}$/);
  });
});

describe('contextFiles', () => {
  test('every file of the folder, in a fixed order', async () => {
    const names = (await contextFiles('mysql')).map(({ name }) => name);
    expect(names).toEqual(['Dockerfile', 'clock.c', 'seed.sh', 'supervisor.sh']);
  });
});

describe('bundle', () => {
  test('one file that runs alone, CommonJS dependencies and their require included', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ha-drill-bundle-'));
    try {
      await writeFile(join(folder, 'dependency.cjs'), "exports.separator = require('node:path').sep;");
      await writeFile(
        join(folder, 'main.ts'),
        "import { separator } from './dependency.cjs'; console.log(separator as string);",
      );
      const made = await bundle(join(folder, 'main.ts'), 'manager.mjs');
      await rm(join(folder, 'dependency.cjs'));
      await writeFile(join(folder, made.name), made.content);
      expect((await execa(process.execPath, [join(folder, made.name)])).stdout).toBe('/');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('the manager bundles to the same bytes each time', async () => {
    const [first, second] = await Promise.all([contextFiles('manager'), contextFiles('manager')]);
    expect(hashOf('', first)).toBe(hashOf('', second));
    expect(first.map(({ name }) => name)).toEqual(['Dockerfile', 'manager.mjs']);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, test } from 'vitest';
import { removeBackup } from '../../../../../../src/programs/backup/common/store/backup-draft.ts';
import { sha256Of } from '../../../../../../src/programs/backup/common/store/checksum.ts';
import {
  findUnfinished,
  removeUnfinished,
} from '../../../../../../src/programs/backup/common/store/draft.ts';
import { formatManifest } from '../../../../../../src/programs/backup/common/store/manifest-text.ts';
import {
  archiveFolder,
  beginArchive,
  dropBinlogs,
  finishDropping,
  growBinlog,
  sealBinlog,
} from '../../../../../../src/programs/backup/mysql/store/archive.ts';
import { beginFullBackup } from '../../../../../../src/programs/backup/mysql/store/full-backup.ts';
import { readCatalogue } from '../../../../../../src/programs/backup/mysql/store/read-catalogue.ts';
import { commitMs, gtids, server, summaryOf } from './planted-store.ts';

let store = '';
beforeEach(async () => {
  store = await mkdtemp(join(tmpdir(), 'ha-drill-store-'));
});

const startedAt = new Date(commitMs(5));
const facts = {
  timeline: 1,
  server,
  gtids: gtids(1, 5),
  howConsistent: 'planted',
  tool: 'planted',
  endedAt: startedAt,
};
const archived = { method: 'mysqlbinlog', timeline: 1, server, purgedGtids: '', startedAt } as const;

async function publishOne(): Promise<string> {
  const draft = await beginFullBackup(store, 'mysqldump', startedAt);
  await draft.add('dump.sql', Readable.from([Buffer.from('one')]));
  return (await draft.publish(facts)).id;
}

describe('a full backup', () => {
  test('counts from the moment it is published, with the checksums of what passed', async () => {
    const draft = await beginFullBackup(store, 'mysqldump', startedAt);
    let passed = 0;
    const pieces = ['CREATE ', 'TABLE'].map((text) => Buffer.from(text));
    const file = await draft.add('dump.sql', Readable.from(pieces), (bytes) => {
      passed += bytes;
    });
    expect(file).toEqual({ name: 'dump.sql', bytes: 12, sha256: sha256Of('CREATE TABLE') });
    expect(passed).toBe(12);
    expect((await readCatalogue(store)).fulls).toEqual([]);
    expect(await findUnfinished(store)).toEqual([{ path: `incoming/${draft.id}`, alive: true }]);
    const manifest = await draft.publish(facts);
    expect(await readCatalogue(store)).toEqual({
      fulls: [manifest],
      archives: [],
      broken: [],
      unfinished: [],
    });
    expect(await readFile(join(store, 'full', draft.id, 'data/dump.sql'), 'utf8')).toBe('CREATE TABLE');
  });

  test('leaves nothing when it is discarded', async () => {
    const draft = await beginFullBackup(store, 'clone', startedAt);
    await draft.add('a', Readable.from([Buffer.from('x')]));
    await draft.discard();
    expect(await readdir(join(store, 'incoming'))).toEqual([]);
  });

  test('of a store without room says so', async () => {
    const draft = await beginFullBackup(store, 'mysqldump', startedAt);
    await symlink('/dev/full', join(store, 'incoming', draft.id, 'data/dump.sql'));
    await expect(draft.add('dump.sql', Readable.from([Buffer.from('x')]))).rejects.toMatchObject({
      exit: 'environment',
      message: `The store ${store} is full: there was no room to write dump.sql of ${draft.id} (ENOSPC).`,
    });
  });

  test('takes on the error of its source, and no name that leads elsewhere', async () => {
    const draft = await beginFullBackup(store, 'mysqldump', startedAt);
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('x');
        throw new Error('mysqldump died');
      })(),
    );
    await expect(draft.add('dump.sql', broken)).rejects.toThrow('mysqldump died');
    await expect(draft.add('../x', Readable.from([]))).rejects.toThrow('expected letters');
    await expect(draft.publish(facts)).rejects.toThrow();
    expect((await readCatalogue(store)).fulls).toEqual([]);
  });

  test('goes whole', async () => {
    const id = await publishOne();
    await removeBackup(store, id);
    await removeBackup(store, id);
    expect(await readCatalogue(store)).toMatchObject({ fulls: [], broken: [], unfinished: [] });
  });
});

/** Runs code in a process that kills itself at its end. */
async function runKilled(code: string): Promise<void> {
  const source = (name: string) =>
    JSON.stringify(join(import.meta.dirname, `../../../../../../src/programs/backup/mysql/store/${name}.ts`));
  const script = `
    const { Readable } = await import('node:stream');
    const { beginFullBackup } = await import(${source('full-backup')});
    const store = ${JSON.stringify(store)};
    ${code}
    process.kill(process.pid, 'SIGKILL');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
  expect((await once(child, 'exit'))[1]).toBe('SIGKILL');
}

test('what a killed process was writing does not count, is found, and goes; what a living one writes stays', async () => {
  await runKilled(`
    const draft = await beginFullBackup(store, 'mysqldump', new Date());
    await draft.add('dump.sql', Readable.from([Buffer.from('half')]));`);
  const living = await beginFullBackup(store, 'clone', startedAt);
  const catalogue = await readCatalogue(store);
  expect(catalogue.fulls).toEqual([]);
  const [dead] = catalogue.unfinished.filter(({ alive }) => !alive);
  expect(dead?.path).toMatch(/^incoming\/\d{8}T\d{6}Z-mysqldump-[0-9a-f]{6}$/);
  expect(await removeUnfinished(store)).toEqual([dead?.path]);
  expect(await findUnfinished(store)).toEqual([{ path: `incoming/${living.id}`, alive: true }]);
  expect((await readdir(join(store, 'incoming'))).toSorted()).toEqual([living.id, `${living.id}.owner.json`]);
}, 30_000);

describe('an archive', () => {
  const begin = async () => (await beginArchive(store, archived)).id;
  const write = (id: string, name: string, bytes: number) =>
    writeFile(join(archiveFolder(store, id), name), Buffer.alloc(bytes, 1));
  const current = async () => (await readCatalogue(store)).archives[0];

  test('grows, seals and drops its files', async () => {
    const id = await begin();
    await write(id, 'binlog.000001', 100);
    await growBinlog(store, id, 'binlog.000001', null);
    expect(await current()).toMatchObject({ growing: { name: 'binlog.000001', summary: null }, files: [] });
    await sealBinlog(store, id, 'binlog.000001', summaryOf(1, 5, 100));
    expect(await current()).toMatchObject({
      growing: null,
      files: [{ name: 'binlog.000001', bytes: 100, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
    });
    await dropBinlogs(store, id, ['binlog.000001', 'binlog.000009']);
    expect(await current()).toMatchObject({ files: [], dropped: [] });
    expect(await readdir(archiveFolder(store, id))).toEqual([]);
  });

  test('refuses a file of another length than its summary, and one a second time', async () => {
    const id = await begin();
    await write(id, 'binlog.000001', 101);
    const seal = (bytes: number) => sealBinlog(store, id, 'binlog.000001', summaryOf(1, 5, bytes));
    await expect(seal(100)).rejects.toThrow('has 101 bytes, expected the 100 of its summary');
    await seal(101);
    await expect(seal(101)).rejects.toThrow('was sealed before');
    expect((await current())?.files).toHaveLength(1);
  });

  test('loses no change when several are made at once', async () => {
    const id = await begin();
    const names = Array.from({ length: 10 }, (_, index) => `binlog.00000${index}`);
    await Promise.all(names.map((name) => write(id, name, 10)));
    await Promise.all(names.map((name) => sealBinlog(store, id, name, summaryOf(1, 5, 10))));
    expect((await current())?.files.map(({ name }) => name)).toEqual(names);
  });

  test('finishes dropping what a killed process had only taken out of the manifest', async () => {
    const id = await begin();
    await write(id, 'binlog.000001', 10);
    const archive = await current();
    const path = join(store, 'archive', id, 'manifest.json');
    await writeFile(path, formatManifest({ ...archive, dropped: ['binlog.000001'] }));
    await finishDropping(store, id);
    await expect(stat(join(archiveFolder(store, id), 'binlog.000001'))).rejects.toThrow('ENOENT');
    expect(await current()).toEqual(archive);
  });
});

import { statfs } from 'node:fs/promises';
import { filesOf, stillThere } from '../../backup/store/catalogue.ts';
import type { Finding } from '../../backup/store/judge/finding.ts';
import { measureFiles } from '../../backup/store/measure-files.ts';
import { currentTimeline } from '../../backup/store/timeline.ts';
import { archivesNow } from '../archive/seal.ts';
import type { MariabackupConfig } from '../service/config.ts';
import { askServers, primaryAmong } from '../service/servers.ts';
import { readCatalogue } from '../store/catalogue.ts';
import { judgeStore } from './judge.ts';

const dayMs = 24 * 3_600_000;

/** Reads everything that stands in the store again, and judges it. */
export async function verifyStore(config: MariabackupConfig): Promise<Finding[]> {
  const { store } = config;
  const catalogue = { ...(await readCatalogue(store)), archives: await archivesNow(store) };
  // Right after the archives were read: reading all files takes long, and the primary goes on meanwhile.
  const primary = primaryAmong(await askServers(config));
  const nowMs = Date.now();
  const files = await measureFiles(store, filesOf(catalogue));
  const there = stillThere(catalogue, await readCatalogue(store));
  const paths = new Set(filesOf(there).map(({ path }) => path));
  const { bavail, bsize } = await statfs(store);
  return judgeStore(
    {
      catalogue: there,
      timeline: await currentTimeline(store),
      files: files.filter(({ expected }) => paths.has(expected.path)),
      freeBytes: bavail * bsize,
      primary: primary?.position ?? null,
      nowMs,
    },
    { fullAgeMs: config.fullEveryMs ?? dayMs, archiveLagMs: config.archiveLagMs },
  );
}

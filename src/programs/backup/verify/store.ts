import { statfs } from 'node:fs/promises';
import { archivesNow } from '../archive/seal.ts';
import type { BackupConfig } from '../service/config.ts';
import { askServers, primaryAmong } from '../service/servers.ts';
import { filesOf, readCatalogue, stillThere } from '../store/catalogue.ts';
import type { Finding } from '../store/judge/finding.ts';
import { judgeStore } from '../store/judge/store.ts';
import { measureFiles } from '../store/measure-files.ts';
import { currentTimeline } from '../store/timeline.ts';

const dayMs = 24 * 3_600_000;
/** Nodes and service run on machines whose clocks are kept; within one container engine they share one. */
const clockErrorMs = 1000;

/** Reads everything that stands in the store again, and judges it. */
export async function verifyStore(config: BackupConfig): Promise<Finding[]> {
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
      primaryGtids: primary?.state.gtidExecuted ?? null,
      nowMs,
    },
    { fullAgeMs: config.fullEveryMs ?? dayMs, archiveLagMs: config.archiveLagMs, clockErrorMs },
  );
}

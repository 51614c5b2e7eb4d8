import { doubtfulBackups } from '../../common/judge/manifests.ts';
import { type Retention, remove } from '../../common/store/remove.ts';
import { archiveFiles } from '../store/archive.ts';
import { readCatalogue } from '../store/read-catalogue.ts';
import { whatMayGo } from '../store/retention.ts';
import { verifyStore } from '../verify/store.ts';
import type { BackupConfig } from './config.ts';
import { claimWorkFolder, releaseWorkServer } from './work-server.ts';

/**
 * Removes what retention lets go, after everything was judged: a backup in doubt never pushes out a good one.
 *
 * @throws DrillError (exit 3) while something is restored, which may read what would go
 */
export async function prune(config: BackupConfig): Promise<Retention> {
  const { store, keepFull, keepForMs } = config;
  const findings = await verifyStore(config);
  const policy = { keepFull, ...(keepForMs === null ? {} : { keepForMs }) };
  const going = whatMayGo(await readCatalogue(store), policy, Date.now(), doubtfulBackups(findings));
  // Whoever restores has the same claim from before it chooses what to read.
  await claimWorkFolder();
  try {
    await remove(store, going, archiveFiles);
  } finally {
    await releaseWorkServer();
  }
  return going;
}

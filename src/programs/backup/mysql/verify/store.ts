import type { Finding } from '../../common/judge/finding.ts';
import { surveyStore } from '../../common/store/survey.ts';
import { archivesNow } from '../archive/seal.ts';
import { judgeStore } from '../judge/store.ts';
import type { BackupConfig } from '../service/config.ts';
import { askServers, primaryAmong } from '../service/servers.ts';
import { readCatalogue } from '../store/read-catalogue.ts';

const dayMs = 24 * 3_600_000;
/** Nodes and service run on machines whose clocks are kept; within one container engine they share one. */
const clockErrorMs = 1000;

/** Reads everything that stands in the store again, and judges it. */
export async function verifyStore(config: BackupConfig): Promise<Finding[]> {
  const { primary, ...found } = await surveyStore(config.store, {
    catalogue: readCatalogue,
    archives: archivesNow,
    primary: async () => primaryAmong(await askServers(config))?.state.gtidExecuted ?? null,
  });
  return judgeStore(
    { ...found, primaryGtids: primary },
    { fullAgeMs: config.fullEveryMs ?? dayMs, archiveLagMs: config.archiveLagMs, clockErrorMs },
  );
}

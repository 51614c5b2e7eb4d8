import type { Finding } from '../../common/judge/finding.ts';
import { surveyStore } from '../../common/store/survey.ts';
import { archivesNow } from '../archive/seal.ts';
import type { MariabackupConfig } from '../service/config.ts';
import { askServers, primaryAmong } from '../service/servers.ts';
import { readCatalogue } from '../store/catalogue.ts';
import { judgeStore } from './judge.ts';

const dayMs = 24 * 3_600_000;

/** Reads everything that stands in the store again, and judges it. */
export async function verifyStore(config: MariabackupConfig): Promise<Finding[]> {
  const facts = await surveyStore(config.store, {
    catalogue: readCatalogue,
    archives: archivesNow,
    primary: async () => primaryAmong(await askServers(config))?.position ?? null,
  });
  return judgeStore(facts, {
    fullAgeMs: config.fullEveryMs ?? dayMs,
    archiveLagMs: config.archiveLagMs,
  });
}

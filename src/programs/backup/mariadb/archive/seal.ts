import { Sealer } from '../../common/archive/sealer.ts';
import { archiveFiles, readCatalogue } from '../store/catalogue.ts';
import { summarizeBinlog } from './summary.ts';

const sealer = new Sealer({
  files: archiveFiles,
  archives: async (store) => (await readCatalogue(store)).archives,
  summarize: summarizeBinlog,
});

export const sealAsTheyEnd = sealer.sealAsTheyEnd.bind(sealer);
export const sealLeftovers = sealer.sealLeftovers.bind(sealer);
export const archivesOf = sealer.archivesOf.bind(sealer);
export const archivesNow = sealer.archivesNow.bind(sealer);

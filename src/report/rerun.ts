import type { RunManifest } from '../history/manifest.ts';
import { shellLine } from './text.ts';

/** The command line that runs the same drill again: as it was given, with the seed made explicit. */
export function rerunCommand(manifest: Pick<RunManifest, 'command' | 'seed'>): string {
  const seeded = manifest.command.some((word) => word === '--seed' || word.startsWith('--seed='));
  return shellLine(seeded ? manifest.command : [...manifest.command, '--seed', String(manifest.seed)]);
}

import type { RunManifest } from '../history/manifest.ts';
import { shellLine } from './text.ts';

/** The command line that runs the same drill again: as it was given, but once, and with the seed that it had. */
export function rerunCommand(manifest: Pick<RunManifest, 'command' | 'seed'>): string {
  const once = manifest.command.filter((word, index, all) => {
    return !seedOrRepeat.test(word) && !isLoneOption(all[index - 1]);
  });
  return shellLine([...once, '--seed', String(manifest.seed)]);
}

const seedOrRepeat = /^--(?:seed|repeat)(?:=|$)/;

/** Whether the next word is the value of an option that is left out. */
function isLoneOption(word: string | undefined): boolean {
  return word === '--seed' || word === '--repeat';
}

import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where ha-drill keeps what must outlive a killed harness (XDG base directories). */
export function stateFolder(): string {
  return join(process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'ha-drill');
}

/** The journals of faults, by run. */
export function journalFolder(): string {
  return join(stateFolder(), 'journal');
}

/** Files that live as long as the cluster of a run. */
export function runFolder(run: string): string {
  return join(runsFolder(), run);
}

/** The run folders of all runs. */
export function runsFolder(): string {
  return join(stateFolder(), 'runs');
}

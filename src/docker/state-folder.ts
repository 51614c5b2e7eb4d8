import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Where ha-drill keeps what must outlive a killed harness (XDG base directories). */
export function stateFolder(): string {
  const home = process.env.XDG_STATE_HOME;
  // By its specification, an empty or relative one counts as none.
  return join(home && isAbsolute(home) ? home : join(homedir(), '.local', 'state'), 'ha-drill');
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

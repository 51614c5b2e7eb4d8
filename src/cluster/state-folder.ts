import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where ha-drill keeps what must outlive a killed harness: journals of faults, by run (XDG base directories). */
export function stateFolder(): string {
  return join(process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'ha-drill');
}

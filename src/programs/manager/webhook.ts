import { messageOf } from '../../errors.ts';
import type { StampedEvent } from '../event-log.ts';
import type { ManagerWord } from './words.ts';

const deadlineMs = 2000;

/**
 * Posts an event as JSON to `url`. Nobody waits for it: a webhook that hangs or fails costs a line on stderr and
 * never holds up a failover.
 */
export function notify(url: string, event: StampedEvent<ManagerWord>): void {
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(event),
    signal: AbortSignal.timeout(deadlineMs),
  })
    .then((response) => response.body?.cancel())
    .catch((error: unknown) => {
      // Its path and user-info let anybody post there.
      const { host } = new URL(url);
      process.stderr.write(`webhook at ${host}: ${messageOf(error).replaceAll(url, host)}\n`);
    });
}

import { once } from 'node:events';
import type Docker from 'dockerode';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { parseJsonLine } from '../formats/json-line.ts';
import type { DrillEvent } from '../history/schema.ts';
import { pause } from '../wait.ts';
import { composeServiceLabel, roleLabel, runLabel } from './labels.ts';
import { readLines } from './lines.ts';

const engineEvent = z.object({
  Action: z.string(),
  Actor: z.object({ Attributes: z.record(z.string(), z.string()) }),
  timeNano: z.number(),
});

/** How long after a stream of events was cut the next one is asked for (ms). */
const resubscribeMs = 100;

const recorded = { die: 'container-died', start: 'container-started' } as const;

/**
 * Follows what Docker says about the containers of a run, also across an absence of the engine. Stamps are of reception:
 * the engine reports a death after its clean-up, so they are evidence of order, not of the instant of a fault.
 *
 * `onLost` is called when the engine does not come back.
 */
export async function followDockerEvents(
  docker: Docker,
  run: string,
  clock: Clock,
  onEvent: (event: DrillEvent) => void,
  onLost: (error: unknown) => void,
): Promise<{ stop(): void }> {
  const stopping = new AbortController();
  let newestNs = 0;
  const onLine = (line: string): void => {
    // The last line of a stream that was cut may be half a line.
    const said = engineEvent.safeParse(parseJsonLine(line)).data;
    if (!said || said.timeNano <= newestNs) return;
    newestNs = said.timeNano;
    const event = eventOf(said, clock.nowMs());
    if (event) onEvent(event);
  };
  const subscribe = (): Promise<NodeJS.ReadableStream> =>
    docker.getEvents({
      filters: { type: ['container'], label: [`${runLabel}=${run}`], event: Object.keys(recorded) },
      ...(newestNs === 0 ? {} : { since: Math.floor(newestNs / 1e9) }),
    });
  const follow = async (first: NodeJS.ReadableStream): Promise<void> => {
    for (let stream = first; ; stream = await subscribe()) {
      const cut = (): void => {
        if ('destroy' in stream && typeof stream.destroy === 'function') stream.destroy();
      };
      stopping.signal.addEventListener('abort', cut, { once: true });
      await once(readLines(stream, onLine), 'close');
      stopping.signal.removeEventListener('abort', cut);
      await pause(resubscribeMs, stopping.signal);
    }
  };
  follow(await subscribe()).catch((error) => {
    if (!stopping.signal.aborted) onLost(error);
  });
  return { stop: () => stopping.abort() };
}

function eventOf({ Action, Actor }: z.infer<typeof engineEvent>, atMs: number): DrillEvent | undefined {
  const type = recorded[Action as keyof typeof recorded];
  const node = Actor.Attributes[composeServiceLabel];
  if (!type || !node || Actor.Attributes[roleLabel]) return undefined;
  const exitCode = Actor.Attributes.exitCode;
  const text =
    exitCode === undefined ? `container of ${node} started` : `container of ${node} exited ${exitCode}`;
  return { atMs, source: 'docker', type, node, text };
}

import { z } from 'zod';
import { readEventLine } from '../formats/event-line.ts';
import type { FailoverTool } from './types.ts';

/** Whatever it does not say of itself is left open. */
const status = z.object({
  state: z.string().nullable().catch(null),
  primary: z.string().nullable(),
  routing: z.object({ problem: z.string().nullable() }).catch({ problem: null }),
  nodes: z.array(z.object({ name: z.string(), failure: z.unknown() })).catch([]),
});

const clock = z.object({ monotonicNowMs: z.number() });

/** The failover manager of this project (src/programs/manager): it tells what it does, line by line, and can be asked. */
export const manager: FailoverTool = {
  name: 'manager',
  description: 'the failover manager of ha-drill',
  isProgram: true,
  forms: true,
  mends: true,
  tellsPromotions: true,
  eventOf: readEventLine,
  look: async (url, timeoutMs) => {
    const said = status.parse(await statusAt(url, timeoutMs));
    return {
      activity: said.state,
      primary: said.primary,
      problem: said.routing.problem,
      silent: said.nodes
        .filter(({ failure }) => failure !== null && failure !== undefined)
        .map(({ name }) => name),
    };
  },
  clockMs: async (url, timeoutMs) => clock.parse(await statusAt(url, timeoutMs)).monotonicNowMs,
};

async function statusAt(url: string, timeoutMs: number): Promise<unknown> {
  const response = await fetch(`${url}/status`, { signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new Error(`${url}/status answers ${response.status}`);
  return response.json();
}

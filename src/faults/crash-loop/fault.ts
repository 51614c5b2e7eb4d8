import { z } from 'zod';
import { duration } from '../../formats/units.ts';
import { pause, waitFor } from '../../wait.ts';
import { bySignal } from '../holds.ts';
import { anyService } from '../premises.ts';
import { bySignals } from '../shared/agents.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { serverOf, startServer } from '../shared/process/server-of.ts';
import type { Server } from '../shared/process/types.ts';
import type { Fault, FaultContext, FaultTarget, Injection } from '../types.ts';

const parameters = z
  .object({
    upFor: duration
      .prefault('2s')
      .refine((ms) => ms >= 100 && ms <= 3_600_000, 'expected 100ms to 1h')
      .meta({ description: 'how long after each start the server is killed again' }),
    times: z
      .number()
      .int()
      .min(2)
      .max(1000)
      .optional()
      .meta({ description: 'how many times it is killed; without it until the fault is healed' }),
  })
  .strict();
type Parameters = z.output<typeof parameters>;

/** A server that dies again whenever it has been started. After the last death it is started and left alone. */
export const fault: Fault<typeof parameters> = {
  name: 'crash-loop',
  description:
    'SIGKILL, a start at once (by the restart policy of its container, where it has one), and SIGKILL again whenever the server has been up for a while. Healed, it is started and left alone.',
  disruption: () => 'process',
  parameters,
  agent: bySignals(),
  premises: { target: anyService },
  end: 'healed',
  unseats: true,
  looksLike: () => 'crash',
  holds: () => ['server'],
  uses: () => bySignal,
  inject: (targets, wanted, context) => onEachTarget(targets, (target) => loopOn(target, wanted, context)),
};

async function loopOn(target: FaultTarget, wanted: Parameters, context: FaultContext): Promise<Injection> {
  const { service } = target;
  const healed = new AbortController();
  const deaths: string[] = [];
  const server = await serverOf(target, context);
  const effectAtMs = await crash(server, deaths);
  const looping = crashAgain(target, server, wanted, deaths, healed.signal);
  looping.catch(() => undefined);
  return {
    effectAtMs,
    prove: async () => {
      const deadlineMs = 120_000 + wanted.upFor;
      await waitFor({ what: `the second death of ${service}`, deadlineMs, signal: healed.signal }, () =>
        deaths.length > 1
          ? { done: true, value: undefined }
          : { done: false, state: `killed ${deaths.join(', ')}` },
      );
      return { proved: new Set(deaths).size === deaths.length, evidence: `killed ${deaths.join(', ')}` };
    },
    healing: {
      heal: async () => {
        healed.abort(new Error('healed'));
        await looping;
        await startServer(target, server);
      },
      prove: async () => {
        const start = await server.current();
        const evidence = `killed ${deaths.length} times, ${start?.words ?? 'no server'} runs`;
        const proved = start !== undefined && !deaths.includes(start.words);
        return { proved, evidence };
      },
    },
  };
}

/** Starts the server and kills it again, until `times` deaths are reached or the signal aborts; then starts it. */
async function crashAgain(
  target: FaultTarget,
  server: Server,
  { upFor, times = Number.POSITIVE_INFINITY }: Parameters,
  deaths: string[],
  signal: AbortSignal,
): Promise<void> {
  while (deaths.length < times && !signal.aborted) {
    await startServer(target, server);
    // Healing ends the pause early: what is up then stays up.
    await pause(upFor, signal).catch(() => undefined);
    if (!signal.aborted) await crash(server, deaths);
  }
  await startServer(target, server);
}

/** Kills the server and notes which of its starts that ended. @returns the instant before the kill, drill clock */
async function crash(server: Server, deaths: string[]): Promise<number> {
  const { effectAtMs, victim } = await server.kill();
  deaths.push(victim);
  return effectAtMs;
}

import { z } from 'zod';
import { duration } from '../../formats/units.ts';
import { DeadlineError, waitFor } from '../../wait.ts';
import { byPackets } from '../holds.ts';
import { anyService } from '../premises.ts';
import { byPacketFilter } from '../shared/agents.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { healingOfCut, netOn, nextCutId, probedBy } from '../shared/network/cut.ts';
import type { Cut } from '../shared/network/cut-rules.ts';
import type { Fault, FaultContext, FaultTarget, Injection } from '../types.ts';

/** As long as a proof needs at least to see the network cut, and whole. */
const longEnough = (ms: number): boolean => ms >= 100 && ms <= 3_600_000;
const otherwise = 'expected 100ms to 1h';

const parameters = z
  .object({
    down: duration
      .prefault('1s')
      .refine(longEnough, otherwise)
      .meta({ description: 'how long each cut lasts' }),
    up: duration
      .prefault('1s')
      .refine(longEnough, otherwise)
      .meta({ description: 'how long the network is whole between two cuts' }),
  })
  .strict();
type Parameters = z.output<typeof parameters>;

/** A network that comes and goes: a loose cable, a failing port of a switch. */
export const fault: Fault<typeof parameters> = {
  name: 'flap',
  description:
    'Isolates the target from everyone again and again: a loose cable. Its agent keeps the time, and the kernel ends each cut.',
  disruption: () => 'network',
  parameters,
  agent: byPacketFilter(new URL('./sidecar.sh', import.meta.url)),
  premises: { target: anyService, machine: ['nftables'] },
  end: 'healed',
  cutsOff: true,
  unseats: true,
  holds: () => ['network'],
  uses: () => byPackets,
  inject: (targets, wanted, context) => {
    const id = nextCutId('flap');
    return onEachTarget(targets, (target) => flapOn(target, id, wanted, context));
  },
};

async function flapOn(
  target: FaultTarget,
  id: string,
  { down, up }: Parameters,
  context: FaultContext,
): Promise<Injection> {
  const cut: Cut = { whom: { except: [] }, direction: 'both', how: 'drop', flapping: true };
  const probed = probedBy(target, cut, context);
  const [downMs, periodMs] = [Math.round(down), Math.round(down + up)];
  const { sentAtMs } = await target.run(netOn(id, cut, `flap ${id} ${downMs} ${periodMs}`));
  return {
    effectAtMs: sentAtMs,
    prove: async () => {
      const seen = await observeFlapping(target, id, probed, 3 * periodMs + 2000);
      const evidence = `seen ${seen.join(', ')} within ${(context.nowMs() - sentAtMs).toFixed(0)} ms`;
      return { proved: seen.length === 3, evidence };
    },
    healing: healingOfCut(target, id, probed),
  };
}

/** Sends packets until the network was seen cut, whole, and cut again; whether one is caught tells which it is. */
async function observeFlapping(
  target: FaultTarget,
  id: string,
  addresses: readonly string[],
  deadlineMs: number,
): Promise<string[]> {
  const seen: string[] = [];
  const dropped = async (command: string): Promise<number> =>
    Number((await target.run(command)).lines.at(-1) ?? 0);
  const waiting = waitFor({ what: 'a network that flaps', deadlineMs, everyMs: 10 }, async () => {
    const before = await dropped(`dropped ${id}`);
    const state = (await dropped(`try_drops ${id} ${addresses.join(' ')}`)) > before ? 'cut' : 'whole';
    const next = seen.length % 2 === 0 ? 'cut' : 'whole';
    if (state === next) seen.push(state);
    return seen.length === 3 ? { done: true, value: seen } : { done: false, state };
  });
  await waiting.catch((error: unknown) => {
    if (!(error instanceof DeadlineError)) throw error;
  });
  return seen;
}

import { z } from 'zod';
import { monotonicNowMs } from '../../clock.ts';
import { duration } from '../../formats/units.ts';
import { DeadlineError, pause, waitFor } from '../../wait.ts';
import { byPackets } from '../holds.ts';
import { anyService } from '../premises.ts';
import { byPacketFilter } from '../shared/agents.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { cutParameters, healingOfCut, netOn, nextCutId } from '../shared/network/cut.ts';
import type { Cut } from '../shared/network/cut-rules.ts';
import { runIfUp } from '../shared/run-if-up.ts';
import type { Fault, FaultContext, FaultTarget, Injection, Proof } from '../types.ts';

const shortestMs = 100;
const longestMs = 10 * 60_000;

const parameters = z
  .object({
    length: duration
      .prefault('5s')
      .refine((ms) => ms >= shortestMs && ms <= longestMs, 'expected 100ms to 10m')
      .meta({ description: 'how long it lasts; the kernel ends it' }),
    how: cutParameters.how,
    from: z
      .enum(['everyone', 'load'])
      .default('everyone')
      .meta({ description: 'who is cut off: everyone, or only the load, which comes from the host' }),
  })
  .strict();
type Parameters = z.output<typeof parameters>;

/** What is known of a blackout to a fraction of a millisecond (drill clock): it began and ended within these brackets. */
export type KnownBlackout = {
  readonly lengthMs: number;
  readonly darkFromMs: [earliest: number, latest: number];
  readonly darkToMs: [earliest: number, latest: number];
};

/** A network that is away for a time that is known beforehand. `ha-drill calibrate` measures the measures by it. */
export const fault: Fault<typeof parameters> = {
  name: 'blackout',
  description:
    'Cuts the target off for a set time that the kernel keeps (an nft set element with a time-out), while a watcher in the same network sees when it began and ended.',
  disruption: () => 'network',
  parameters,
  agent: byPacketFilter(new URL('./sidecar.sh', import.meta.url)),
  premises: { target: anyService, machine: ['nftables'] },
  end: 'healed',
  unseats: true,
  holds: () => ['network'],
  uses: () => byPackets,
  inject: (targets, wanted, context) => {
    const id = nextCutId('blackout');
    return onEachTarget(targets, (target) => blackOut(target, id, wanted, context));
  },
};

async function blackOut(
  target: FaultTarget,
  id: string,
  { length, how, from }: Parameters,
  context: FaultContext,
): Promise<Injection> {
  const [gateway = ''] = (await target.run('gateway')).lines;
  const whom = from === 'load' ? { only: [gateway] } : { except: [] };
  const cut: Cut = { whom, direction: 'both', how, flapping: true };
  const lengthMs = Math.round(length);
  await target.run(netOn(id, cut, `watch_for ${id} ${lengthMs} ${gateway}`));
  const { sentAtMs, repliedAtMs } = await target.run(
    `cut_for ${id} ${lengthMs} || { net_off ${id}; false; }`,
  );
  const bracket = { sentAtMs, repliedAtMs };
  return {
    effectAtMs: sentAtMs,
    prove: async () => {
      await pause(Math.max(sentAtMs + lengthMs - context.nowMs(), 0));
      return proofOf(await seen(target, id), lengthMs, bracket, context);
    },
    healing: healingOfCut(target, id, [gateway]),
  };
}

/** What the watcher says once the blackout is over; waits up to 6 s for it. */
async function seen(target: FaultTarget, id: string): Promise<string> {
  try {
    return await waitFor({ what: 'a blackout that ends', deadlineMs: 6000, everyMs: 100 }, async () => {
      const line = (await runIfUp(target, `blackout_seen ${id}`))?.lines[0];
      return line === undefined
        ? { done: false, state: 'the watcher says nothing' }
        : { done: true, value: line };
    });
  } catch (error) {
    if (error instanceof DeadlineError) return error.message;
    throw error;
  }
}

/**
 * The watcher reads the clock that the harness reads, if it is the same kernel's: what it saw begin must lie between
 * the instants at which the command was sent and answered.
 */
function proofOf(
  said: string,
  lengthMs: number,
  { sentAtMs, repliedAtMs }: { readonly sentAtMs: number; readonly repliedAtMs: number },
  { nowMs }: FaultContext,
): Proof {
  const originMs = monotonicNowMs() - nowMs();
  const instants = said.split(' ').map((word) => Number((Number(word) - originMs).toFixed(3)));
  const [passedMs, darkMs, stillMs, openMs] = instants;
  const read = [passedMs, darkMs, stillMs, openMs].every((ms) => ms !== undefined && Number.isFinite(ms));
  if (
    !read ||
    passedMs === undefined ||
    darkMs === undefined ||
    stillMs === undefined ||
    openMs === undefined
  )
    return { proved: false, evidence: said };
  if (darkMs < sentAtMs || passedMs > repliedAtMs) {
    const evidence = `its watcher reads another clock than the harness (dark at ${darkMs}, asked for between ${sentAtMs} and ${repliedAtMs})`;
    return { proved: false, evidence };
  }
  const known: KnownBlackout = { lengthMs, darkFromMs: [passedMs, darkMs], darkToMs: [stillMs, openMs] };
  const seenMs = (stillMs + openMs) / 2 - (passedMs + darkMs) / 2;
  const evidence = `seen dark for ${seenMs.toFixed(1)} ms of the ${lengthMs} ms asked for`;
  return { proved: true, evidence, known };
}

import { createSocket } from 'node:dgram';
import { z } from 'zod';
import { DeadlineError, waitFor } from '../../wait.ts';
import { byPackets } from '../holds.ts';
import { anyService } from '../premises.ts';
import { byPacketFilter } from '../shared/agents.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { healingOfCut, netOn, nextCutId, probedBy } from '../shared/network/cut.ts';
import type { Cut } from '../shared/network/cut-rules.ts';
import { runIfUp } from '../shared/run-if-up.ts';
import type { Fault, FaultContext, FaultTarget, Injection } from '../types.ts';

const parameters = z
  .object({
    share: z
      .number()
      .min(0.0001)
      .max(0.99)
      .default(0.02)
      .meta({ description: 'share of the packets that is lost: 0.02 is 2 %' }),
  })
  .strict();

/** A bad line. Lost is what comes in: a packet that nft drops on its way out is an error to its sender, not a loss. */
export const fault: Fault<typeof parameters> = {
  name: 'loss',
  description:
    'Loses a share of the packets that reach the target, at random and without a word. Rules in its own network namespace.',
  disruption: () => 'network',
  parameters,
  agent: byPacketFilter(new URL('./sidecar.sh', import.meta.url)),
  premises: { target: anyService, machine: ['nftables'] },
  end: 'healed',
  uses: () => byPackets,
  inject: (targets, { share }, context) => {
    const id = nextCutId('loss');
    return onEachTarget(targets, (target) => loseOn(target, id, share, context));
  },
};

async function loseOn(
  target: FaultTarget,
  id: string,
  share: number,
  context: FaultContext,
): Promise<Injection> {
  const cut: Cut = { whom: { except: [] }, direction: 'in', how: 'drop', share };
  const { sentAtMs } = await target.run(netOn(id, cut));
  return {
    effectAtMs: sentAtMs,
    prove: async () => {
      const { arrived, lost } = await measureLoss(target, id);
      const percent = arrived > 0 ? ((lost / arrived) * 100).toFixed(1) : '0';
      const evidence = `${lost} of ${arrived} packets lost on arrival (${percent} %), ${(share * 100).toFixed(2)} % wanted`;
      return { proved: lost > 0, evidence };
    },
    healing: healingOfCut(target, id, probedBy(target, cut, context)),
  };
}

/** Sends datagrams to the discard port until one is lost, for 5 s at most, beside the traffic that there is. */
async function measureLoss(target: FaultTarget, id: string): Promise<{ arrived: number; lost: number }> {
  const socket = createSocket('udp4');
  socket.on('error', () => undefined);
  let seen = { arrived: 0, lost: 0 };
  try {
    await waitFor({ what: 'a lost packet', deadlineMs: 5000 }, async () => {
      seen = await countsOf(target, id);
      if (seen.lost > 0 && seen.arrived >= 500) return { done: true, value: seen };
      for (let n = 0; n < 500; n += 1) socket.send('', 9, target.address);
      return { done: false, state: `${seen.lost} of ${seen.arrived}` };
    });
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
  } finally {
    socket.close();
  }
  return seen;
}

async function countsOf(target: FaultTarget, id: string): Promise<{ arrived: number; lost: number }> {
  const reply = await runIfUp(target, `losses ${id}`);
  const counts = new Map((reply?.lines ?? []).map((line) => line.split(' ') as [string, string]));
  return { arrived: Number(counts.get(`${id}_seen`) ?? 0), lost: Number(counts.get(id) ?? 0) };
}

import { z } from 'zod';
import { DeadlineError, waitFor } from '../../wait.ts';
import { byPackets } from '../holds.ts';
import { anyService } from '../premises.ts';
import { byShaping } from '../shared/agents.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { nobody } from '../shared/network/cut.ts';
import { healingOfShaping } from '../shared/network/shaping.ts';
import { runIfUp } from '../shared/run-if-up.ts';
import type { Fault, FaultContext, FaultTarget, Injection } from '../types.ts';

const parameters = z
  .object({
    rate: z
      .string()
      .regex(/^[1-9]\d{0,2}(kbit|mbit)$/, 'expected bits a second, such as 512kbit or 10mbit')
      .default('10mbit')
      .meta({ description: 'bits a second that may go out', examples: ['512kbit', '10mbit'] }),
  })
  .strict();

/** Bits a second of a rate such as `10mbit`. */
function bitsPerSecond(rate: string): number {
  return Number.parseInt(rate, 10) * (rate.endsWith('mbit') ? 1e6 : 1e3);
}

/** A thin line: replication and answers go out no faster than this. */
export const fault: Fault<typeof parameters> = {
  name: 'bandwidth',
  description:
    'Limits what goes out of the target, by a token bucket (tbf) in its own network namespace; what exceeds it waits up to 400 ms, then is lost.',
  disruption: () => 'network',
  parameters,
  agent: byShaping(new URL('./sidecar.sh', import.meta.url)),
  premises: { target: anyService, machine: ['traffic-shaping'] },
  end: 'healed',
  holds: () => ['queue'],
  uses: () => [...byPackets, 'queue'],
  inject: (targets, { rate }, context) => onEachTarget(targets, (target) => limit(target, rate, context)),
};

async function limit(target: FaultTarget, rate: string, context: FaultContext): Promise<Injection> {
  // 20 ms at full rate: timers of slow kernels tick every 10 ms. At least a few full packets.
  const burstBytes = Math.max(Math.round(bitsPerSecond(rate) / 8 / 50), 5000);
  const { sentAtMs } = await target.run(`qdisc_on tbf rate ${rate} burst ${burstBytes} latency 400ms`);
  const towards = context.peers.find(({ service }) => service !== target.service)?.address;
  return {
    effectAtMs: sentAtMs,
    prove: async () => {
      const overlimits = await heldBack(target, towards ?? nobody, 2 * burstBytes);
      const evidence = `${overlimits} times packets had to wait for the bucket of ${rate}`;
      return { proved: overlimits > 0, evidence };
    },
    healing: healingOfShaping(target, { off: 'qdisc_off tbf', remains: 'qdiscs tbf' }),
  };
}

/** How often the bucket made packets wait. Sends `bytes` at once, more than it holds, for 3 s at most. */
async function heldBack(target: FaultTarget, address: string, bytes: number): Promise<number> {
  try {
    return await waitFor({ what: 'a packet that waits', deadlineMs: 3000 }, async () => {
      const reply = await runIfUp(target, `push_out ${address} ${Math.ceil(bytes / 8000)}`);
      const overlimits = /overlimits (\d+)/.exec(reply?.lines.join(' ') ?? '')?.[1];
      return Number(overlimits ?? 0) > 0
        ? { done: true, value: Number(overlimits) }
        : { done: false, state: 'none' };
    });
  } catch (error) {
    if (error instanceof DeadlineError) return 0;
    throw error;
  }
}

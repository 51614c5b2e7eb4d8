import { z } from 'zod';
import { byPackets } from '../holds.ts';
import { anyService } from '../premises.ts';
import { byPacketFilter } from '../shared/agents.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { cutOff, cutParameters, nextCutId } from '../shared/network/cut.ts';
import type { Fault } from '../types.ts';

const parameters = z.object(cutParameters).strict();

/** A host whose cable is pulled: it lives, and nobody hears it. */
export const fault: Fault<typeof parameters> = {
  name: 'isolate',
  description:
    'Cuts the target off from everyone, its clients and this harness included; it goes on running. Rules in its own network namespace.',
  disruption: () => 'network',
  parameters,
  agent: byPacketFilter(),
  premises: { target: anyService, machine: ['nftables'] },
  end: 'healed',
  cutsOff: true,
  unseats: true,
  looksLike: () => 'silence',
  holds: () => ['network'],
  uses: () => byPackets,
  inject: (targets, wanted, context) => {
    const id = nextCutId('isolate');
    return onEachTarget(targets, (target) =>
      cutOff(target, id, { whom: { except: [] }, ...wanted }, context),
    );
  },
};

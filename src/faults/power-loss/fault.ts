import { z } from 'zod';
import type { AgentReply } from '../../docker/sidecar.ts';
import { environmentError } from '../../errors.ts';
import { databaseNode } from '../premises.ts';
import { byPacketFilter, onDisks, together } from '../shared/agents.ts';
import { diskOf, ioError } from '../shared/disk/disk.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { killSilenced } from '../shared/process/killed.ts';
import type { Fault, FaultTarget } from '../types.ts';

const parameters = z.object({}).strict();

/** Machines that go out at once. What was not synced to their disks is gone; recovery starts them again. */
export const fault: Fault<typeof parameters> = {
  name: 'power-loss',
  description:
    'The power fails: network silent, file systems shut down without a flush, so that what was not synced is lost, then everything killed. A start replays the journal of the file system, then the server recovers.',
  disruption: () => 'host',
  parameters,
  agent: together(byPacketFilter(), onDisks(['SYS_ADMIN'], new URL('./sidecar.sh', import.meta.url))),
  premises: {
    target: databaseNode('only database nodes have volumes of a fixed size'),
    machine: ['nftables', 'loop-xfs'],
    volume: () => 'data',
  },
  leaves: { marks: ['signal', 'assertion', 'fatal'], on: 'target' },
  end: 'started-again',
  unseats: true,
  looksLike: () => 'silence',
  holds: () => ['server', 'container'],
  uses: () => ['container'],
  inject: async (targets) => {
    for (const target of targets) diskOf('power-loss', target, 'data');
    // All of them lose their power before the first is killed, which takes the engine long.
    const powerless = await Promise.all(targets.map(losePower));
    return onEachTarget(powerless, (target) =>
      killSilenced(target, target.silenced, `network cut and disks shut down ("${ioError}")`),
    );
  },
};

/** @throws DrillError (exit 3) when a disk still takes writes afterwards */
async function losePower(target: FaultTarget): Promise<FaultTarget & { readonly silenced: AgentReply }> {
  const mountPoints = target.disks.map((disk) => disk.mountPoint);
  const reply = await target.run(`lose_power ${mountPoints.join(' ')}`);
  const alive = reply.lines.filter((said) => said !== ioError);
  if (alive.length > 0) {
    throw environmentError(
      `power-loss of ${target.service}: after its disks were shut down, a write says "${alive.join('", "')}".`,
    );
  }
  return { ...target, silenced: reply };
}

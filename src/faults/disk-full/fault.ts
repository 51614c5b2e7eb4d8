import { z } from 'zod';
import type { Disk } from '../../docker/container-acts.ts';
import { databaseNode } from '../premises.ts';
import { onDisks } from '../shared/agents.ts';
import { diskOf, noSpace, tryToWrite, volume } from '../shared/disk/disk.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { runIfUp } from '../shared/run-if-up.ts';
import type { Fault, FaultTarget, Injection, Proof } from '../types.ts';

const parameters = z.object({ volume }).strict();

/** A disk without a free block. A server still writes where it has blocks already. */
export const fault: Fault<typeof parameters> = {
  name: 'disk-full',
  description:
    'Fills a volume with ballast until a write fails with ENOSPC. Only a volume of a fixed size on a loop device of its own, never the disk of the host.',
  disruption: () => 'storage',
  parameters,
  agent: onDisks([], new URL('./sidecar.sh', import.meta.url)),
  premises: {
    target: databaseNode('only database nodes have volumes of a fixed size'),
    machine: ['loop-xfs'],
    volume: ({ volume: use }) => use,
  },
  leaves: { marks: ['signal', 'assertion', 'fatal'], on: 'target' },
  end: 'healed',
  unseats: true,
  holds: ({ volume: use }) => [`${use} volume`],
  uses: ({ volume: use }) => ['container', `${use} volume`],
  inject: (targets, { volume: use }) =>
    onEachTarget(targets, async (target) => fill(target, diskOf('disk-full', target, use))),
};

async function fill(target: FaultTarget, disk: Disk): Promise<Injection> {
  const { lines, sentAtMs } = await target.run(`fill_disk ${disk.mountPoint}`);
  const ballastBytes = Number(lines[0]);
  const about = `${disk.use} volume`;
  return {
    effectAtMs: sentAtMs,
    prove: async () => {
      const tried = await tryToWrite(target, disk);
      const evidence = `${about}: ${inMb(ballastBytes)} of ballast; a write says "${tried?.said ?? 'the server is down'}"`;
      return { proved: tried?.said === noSpace, evidence };
    },
    healing: { heal: () => empty(target, disk), prove: () => emptied(target, disk) },
  };
}

/** In the root of the volume; the agent writes and removes it, too. */
const ballast = '.ha-drill-ballast';

/** What a volume holds stays there when its server goes down. */
async function empty(target: FaultTarget, { mountPoint }: Disk): Promise<void> {
  if (await runIfUp(target, `empty_disk ${mountPoint}`)) return;
  await target.runOnVolumes(['rm', '-f', `${mountPoint}/${ballast}`]);
}

async function emptied(target: FaultTarget, disk: Disk): Promise<Proof> {
  const about = `${disk.use} volume`;
  const tried = await tryToWrite(target, disk);
  if (tried) {
    const evidence = `${about}: a write says "${tried.said}", ${inMb(tried.freeBytes)} are free`;
    return { proved: tried.said === 'written', evidence };
  }
  const proved = (await target.runOnVolumes(['test', '!', '-e', `${disk.mountPoint}/${ballast}`])) === 0;
  const evidence = `${about}: the server is down, the ballast is ${proved ? 'gone' : 'still there'}`;
  return { proved, evidence };
}

function inMb(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

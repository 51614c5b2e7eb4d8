import { z } from 'zod';
import type { Disk } from '../../../docker/container-acts.ts';
import { environmentError } from '../../../errors.ts';
import type { FaultTarget } from '../../types.ts';
import { runIfUp } from '../run-if-up.ts';

/** Which volume of a node. */
export const volume = z.enum(['data', 'binlog']).default('data').meta({
  description: 'the volume with the data, or the one with the binary logs where they have their own',
});

/**
 * The disk of a target that holds a volume. What is done to it harms nobody else.
 *
 * @throws DrillError (exit 3) when the target has no such disk
 */
export function diskOf(fault: string, target: FaultTarget, use: Disk['use']): Disk {
  const disk = target.disks.find((one) => one.use === use);
  if (disk) return disk;
  const has = target.disks.map((one) => one.use).join(' and ') || 'none';
  throw environmentError(
    `${fault} needs a ${use} volume of a fixed size: ${target.service} has such volumes for: ${has}.`,
    {
      hint: `scenarios and \`ha-drill faults try\` bring clusters up with them; the topology says in x-ha-drill.volumes.${use} where nodes mount the volume, which its compose file must name`,
    },
  );
}

/** The kernel's words for EIO and for ENOSPC. */
export const ioError = 'Input/output error';
export const noSpace = 'No space left on device';

/** What a write to a volume showed: `written`, or the kernel's words for its error. */
export type Tried = { readonly said: string; readonly freeBytes: number };

/** Writes and syncs 4096 bytes on a volume; undefined when the target is down. */
export async function tryToWrite(target: FaultTarget, { mountPoint }: Disk): Promise<Tried | undefined> {
  const lines = (await runIfUp(target, `try_write ${mountPoint}`))?.lines;
  return lines && { said: lines[0] ?? '', freeBytes: Number(lines[1]) };
}

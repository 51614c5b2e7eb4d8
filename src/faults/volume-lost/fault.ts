import { z } from 'zod';
import { places } from '../../engine/places.ts';
import { databaseNode } from '../premises.ts';
import { onEachTarget } from '../shared/each-target.ts';
import type { Fault, FaultTarget, Injection } from '../types.ts';

/** Never `/var/lib/..`, which is another folder. */
const folder = z.string().regex(/^\/var\/lib\/(?!\.\.?$)[\w.-]+$/, 'expected a folder of /var/lib');

const parameters = z
  .object({
    folders: z
      .array(folder)
      .min(1)
      .max(8)
      .refine((folders) => new Set(folders).size === folders.length, 'expected each folder once')
      .default([places.folders.data, places.folders.binlog])
      .meta({ description: 'where the volumes are mounted; those that are not there are passed over' }),
  })
  .strict();

/** A machine that is lost with its disks. What takes its place starts with nothing. */
export const fault: Fault<typeof parameters> = {
  name: 'volume-lost',
  description:
    'The machine and its disks are gone: everything in it is killed, then its volumes are emptied. What recovery starts again is a blank server.',
  disruption: () => 'storage',
  parameters,
  premises: {
    target: databaseNode('only database nodes have volumes to lose; kill takes what no volume keeps'),
    folders: ({ folders }) => folders,
  },
  end: 'started-again',
  wipes: true,
  unseats: true,
  holds: () => ['server', 'container'],
  uses: () => ['container'],
  inject: (targets, { folders }) => onEachTarget(targets, (target) => lose(target, folders)),
};

async function lose(target: FaultTarget, folders: readonly string[]): Promise<Injection> {
  const { sentAtMs } = await target.killContainer();
  const each = (command: string): string[] => {
    return ['sh', '-c', `for folder; do [ ! -d "$folder" ] || ${command} || exit; done`, 'sh', ...folders];
  };
  const emptied = await target.runOnVolumes(each('find "$folder" -mindepth 1 -delete'));
  return {
    effectAtMs: sentAtMs,
    prove: async () => {
      const down = !(await target.isRunning());
      const blank = (await target.runOnVolumes(each('[ -z "$(ls -A "$folder")" ]'))) === 0;
      return {
        proved: emptied === 0 && down && blank,
        evidence: `${down ? 'down' : 'running'}, its volumes ${blank ? 'are empty' : 'hold files'}`,
      };
    },
    healing: null,
  };
}

import { z } from 'zod';
import type { Disk } from '../../docker/container-acts.ts';
import { databaseNode } from '../premises.ts';
import { onDisks } from '../shared/agents.ts';
import { diskOf, ioError, tryToWrite, volume } from '../shared/disk/disk.ts';
import { onEachTarget } from '../shared/each-target.ts';
import type { Fault, FaultTarget, Injection } from '../types.ts';

const parameters = z.object({ volume }).strict();

/** A disk that dies under a running server. Healed, it is another controller with the same data. */
export const fault: Fault<typeof parameters> = {
  name: 'io-error',
  description:
    'The disk of a volume dies: every read and write fails with EIO (the file system is shut down). Healed by a restart of the container, which mounts it anew.',
  disruption: () => 'storage',
  parameters,
  agent: onDisks(['SYS_ADMIN']),
  premises: {
    target: databaseNode('only database nodes have volumes of a fixed size'),
    machine: ['loop-xfs'],
    volume: ({ volume: use }) => use,
  },
  leaves: { marks: ['signal', 'assertion', 'fatal', 'corruption'], on: 'target' },
  end: 'healed',
  restarts: 'container',
  unseats: true,
  holds: ({ volume: use }) => [`${use} volume`],
  uses: ({ volume: use }) => ['container', `${use} volume`],
  inject: (targets, { volume: use }) =>
    onEachTarget(targets, async (target) => fail(target, diskOf('io-error', target, use))),
};

async function fail(target: FaultTarget, disk: Disk): Promise<Injection> {
  const { sentAtMs } = await target.run(`shut_down_disks ${disk.mountPoint}`);
  const about = `${disk.use} volume`;
  return {
    effectAtMs: sentAtMs,
    prove: async () => {
      const tried = await tryToWrite(target, disk);
      const evidence = `${about}: a write says "${tried?.said ?? 'the server is down'}"`;
      return { proved: tried?.said === ioError, evidence };
    },
    healing: {
      heal: () => mountAnew(target, disk),
      prove: async () => {
        const tried = await tryToWrite(target, disk);
        const evidence = `${about}: ${tried ? `a write says "${tried.said}"` : 'not mounted, as the server is down'}`;
        return { proved: !tried || tried.said === 'written', evidence };
      },
    },
  };
}

/** With the last container that uses it, a volume is unmounted; one that is down mounts it anew when it starts. */
async function mountAnew(target: FaultTarget, disk: Disk): Promise<void> {
  const tried = await tryToWrite(target, disk);
  if (!tried || tried.said === 'written') return;
  await target.killContainer();
  await target.startAgain();
}

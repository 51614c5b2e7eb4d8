import { afterAll, expect, test } from 'vitest';
import { waitFor } from '../../src/wait.ts';
import { docker } from './server.ts';
import { type Up, up } from './topology.ts';

const running: Up[] = [];
afterAll(async () => {
  await Promise.all(running.map((one) => one.down()));
});

type Titled = { readonly Titles: string[]; readonly Processes: string[][] };

/** The processes of a container that run as root, by the engine's word. */
async function rootIn(containerId: string): Promise<string[]> {
  const { Processes } = (await docker
    .getContainer(containerId)
    .top({ ps_args: '-eo uid,pid,args' })) as Titled;
  expect(Processes.length).toBeGreaterThan(0);
  return Processes.filter(([uid]) => uid === '0').map(([, , args]) => args ?? '');
}

// Each has other images or another PID 1; that of `semisync` has the backup service, too.
test.each([
  ['semisync', true],
  ['group-replication', false],
  ['galera', false],
  ['mariadb-semisync', false],
] as const)('no process of %s runs as root', { timeout: 300_000 }, async (name, withBackup) => {
  const topology = await up(name, {}, withBackup);
  running.push(topology);
  // What is asked of a member at this moment may be a process that begins; one of root stays.
  await waitFor({ what: 'every process to have an account of its own', deadlineMs: 30_000 }, async () => {
    const services = [...topology.cluster.services.values()];
    const found = await Promise.all(
      services.map(async (one) => (await rootIn(one.containerId)).map((args) => `${one.name}: ${args}`)),
    );
    const state = found.flat().join('; ');
    return state === '' ? { done: true, value: undefined } : { done: false, state };
  });
});

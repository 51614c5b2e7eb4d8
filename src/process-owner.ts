import { readFile, readlink } from 'node:fs/promises';
import { z } from 'zod';

/** A process, named for good: enough to tell later whether it still lives. */
export const processOwnerSchema = z.object({
  pid: z.number().int(),
  startTicks: z.string(),
  bootId: z.string(),
  /** Process ids mean something only within it (pid_namespaces(7)); empty in what older versions wrote. */
  pidNamespace: z.string().default(''),
});
export type ProcessOwner = z.infer<typeof processOwnerSchema>;

/** What one process can tell of another: nothing where it cannot see that process. */
export type Life = 'alive' | 'dead' | 'unknown';

/** This process. */
export async function thisProcess(): Promise<ProcessOwner> {
  return { pid: process.pid, startTicks: '', ...(await processOwner(process.pid)), ...(await here()) };
}

/** A process of this PID namespace; undefined when there is none of that number. */
export async function processOwner(pid: number): Promise<ProcessOwner | undefined> {
  const startTicks = await startTicksOf(pid);
  return startTicks === undefined ? undefined : { pid, startTicks, ...(await here()) };
}

/** Whether a process lives: known only to those who share its PID namespace; to others it is dead. */
export async function isAlive(owner: ProcessOwner): Promise<boolean> {
  return owner.bootId === (await here()).bootId && owner.startTicks === (await startTicksOf(owner.pid));
}

/** Whether a process lives; `unknown` on another machine, after a reboot, in another PID namespace, and without /proc. */
export async function lifeOf(owner: ProcessOwner): Promise<Life> {
  const { bootId, pidNamespace } = await here();
  const isVisible = bootId !== '' && owner.bootId === bootId && owner.pidNamespace === pidNamespace;
  if (!isVisible || pidNamespace === '') return 'unknown';
  return owner.startTicks === (await startTicksOf(owner.pid)) ? 'alive' : 'dead';
}

/** When a process started, in clock ticks since boot (proc(5), field 22): with its id it names it for good. */
async function startTicksOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

async function here(): Promise<Pick<ProcessOwner, 'bootId' | 'pidNamespace'>> {
  const bootId = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  const pidNamespace = await readlink('/proc/self/ns/pid').catch(() => '');
  return { bootId: bootId.trim(), pidNamespace };
}

import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** A process, named for good: enough to tell later whether it still lives. */
export const processOwnerSchema = z.object({
  pid: z.number().int(),
  startTicks: z.string(),
  bootId: z.string(),
});
export type ProcessOwner = z.infer<typeof processOwnerSchema>;

/** This process. */
export async function thisProcess(): Promise<ProcessOwner> {
  return { pid: process.pid, startTicks: '', ...(await processOwner(process.pid)), bootId: await bootId() };
}

/** A process of this PID namespace; undefined when there is none of that number. */
export async function processOwner(pid: number): Promise<ProcessOwner | undefined> {
  const startTicks = await startTicksOf(pid);
  return startTicks === undefined ? undefined : { pid, startTicks, bootId: await bootId() };
}

/** Whether a process lives: known only to those who share its PID namespace; to others it is dead. */
export async function isAlive(owner: ProcessOwner): Promise<boolean> {
  return owner.bootId === (await bootId()) && owner.startTicks === (await startTicksOf(owner.pid));
}

/** When a process started, in clock ticks since boot (proc(5), field 22): with its id it names it for good. */
async function startTicksOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

async function bootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')).trim();
}

import { readFile } from 'node:fs/promises';
import type { SelfSample } from '../history/self-sample.ts';

/** What the kernel has counted so far; parts are null where this kernel does not tell them. */
export type MachineCounters = {
  readonly cpu: { readonly total: number; readonly idle: number; readonly steal: number } | null;
  /** Microseconds in which some, or all, waited. */
  readonly pressure: { readonly cpuSome: number; readonly ioSome: number; readonly ioFull: number } | null;
};

/** Reads /proc/stat and /proc/pressure. */
export async function readMachine(): Promise<MachineCounters> {
  const read = (path: string): Promise<string | null> => readFile(path, 'utf8').catch(() => null);
  const [stat, cpu, io] = await Promise.all(
    ['/proc/stat', '/proc/pressure/cpu', '/proc/pressure/io'].map(read),
  );
  return parseMachine(stat ?? null, cpu ?? null, io ?? null);
}

/** The counters in the texts of /proc/stat, /proc/pressure/cpu and /proc/pressure/io (proc(5); null: not there). */
export function parseMachine(stat: string | null, cpu: string | null, io: string | null): MachineCounters {
  // user nice system idle iowait irq softirq steal; guests are part of user.
  const times = /^cpu +(.*)$/m
    .exec(stat ?? '')?.[1]
    ?.split(' ')
    .slice(0, 8)
    .map(Number);
  const [, , , idle = 0, waiting = 0, , , steal = 0] = times ?? [];
  const cpuSome = waited(cpu, 'some');
  const ioSome = waited(io, 'some');
  const ioFull = waited(io, 'full');
  return {
    cpu: times ? { total: times.reduce((sum, ticks) => sum + ticks, 0), idle: idle + waiting, steal } : null,
    pressure: cpuSome === null || ioSome === null || ioFull === null ? null : { cpuSome, ioSome, ioFull },
  };
}

function waited(text: string | null, who: 'some' | 'full'): number | null {
  const total = new RegExp(`^${who} .*total=(\\d+)$`, 'm').exec(text ?? '')?.[1];
  return total === undefined ? null : Number(total);
}

/** What the machine did between two readings that are `forMs` apart, as shares. */
export function machineBetween(
  before: MachineCounters,
  after: MachineCounters,
  forMs: number,
): Pick<SelfSample, 'cpu' | 'pressure'> {
  const ticks = (after.cpu?.total ?? 0) - (before.cpu?.total ?? 0);
  const share = (part: number, of: number): number => Math.round((Math.max(part, 0) / of) * 1e4) / 1e4;
  const of = (who: 'cpuSome' | 'ioSome' | 'ioFull'): number =>
    share((after.pressure?.[who] ?? 0) - (before.pressure?.[who] ?? 0), forMs * 1000);
  return {
    cpu:
      before.cpu && after.cpu && ticks > 0
        ? {
            busy: share(ticks - (after.cpu.idle - before.cpu.idle), ticks),
            steal: share(after.cpu.steal - before.cpu.steal, ticks),
          }
        : null,
    pressure:
      before.pressure && after.pressure && forMs > 0
        ? { cpuSome: of('cpuSome'), ioSome: of('ioSome'), ioFull: of('ioFull') }
        : null,
  };
}

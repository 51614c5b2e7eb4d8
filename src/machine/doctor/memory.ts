import { readFile } from 'node:fs/promises';
import { freemem } from 'node:os';
import { type DoctorCheck, ok, warning } from './check.ts';

/** Three MySQL servers, a proxy, a manager and the harness, in bytes. */
const wanted = 2e9;

export const memory: DoctorCheck = {
  name: 'memory',
  description: 'free memory for a cluster of three',
  look: async () => judgeMemory(await availableMemory()),
};

/** @param available bytes */
export function judgeMemory(available: number) {
  const found = `${(available / 1e9).toFixed(1)} GB available`;
  return available >= wanted
    ? ok(found)
    : warning(
        found,
        'A cluster of three takes about 2 GB: with less, servers may be killed for want of memory.',
      );
}

/** What could be had without swapping: Linux tells; elsewhere what is free. */
async function availableMemory(): Promise<number> {
  const text = await readFile('/proc/meminfo', 'utf8').catch(() => '');
  const kilobytes = /^MemAvailable:\s+(\d+) kB/m.exec(text)?.[1];
  return kilobytes === undefined ? freemem() : Number(kilobytes) * 1024;
}

import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { logSuffix, recordFiles } from './files.ts';
import { openRegular } from './open-regular.ts';
import type { ServiceLog } from './record.ts';

/** So much of the end of a log is read (bytes). */
const mostBytes = 32 * 2 ** 20;

/** The logs of a record, by their paths in its folder. */
export async function logNames(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, recordFiles.logs)).catch(() => []);
  return names
    .filter((name) => name.endsWith(logSuffix))
    .sort()
    .map((name) => join(recordFiles.logs, name));
}

/** What services logged, by their names. One that cannot be read is left out. */
export async function readLogs(folder: string, names: readonly string[]): Promise<Map<string, ServiceLog>> {
  const logs = new Map<string, ServiceLog>();
  for (const name of names) {
    const log = await readEnd(join(folder, name));
    if (log) logs.set(basename(name, logSuffix), log);
  }
  return logs;
}

async function readEnd(path: string): Promise<ServiceLog | undefined> {
  const opened = await openRegular(path);
  if (typeof opened === 'string') return undefined;
  const { handle } = opened;
  try {
    const { size } = await handle.stat();
    const start = Math.max(size - mostBytes, 0);
    const parts: Buffer[] = [];
    for await (const part of handle.createReadStream({ start, autoClose: false })) parts.push(part as Buffer);
    return { text: Buffer.concat(parts).toString(), whole: start === 0 };
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
}

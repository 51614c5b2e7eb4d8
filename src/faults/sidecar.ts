import { readFile } from 'node:fs/promises';
import { faults } from './list.ts';

const shared = (name: string): URL => new URL(`./shared/sidecar/${name}.sh`, import.meta.url);
const own = Object.values(faults).flatMap(({ sidecar }) => sidecar ?? []);

/** All that faults do in a sidecar: shell functions, for `startSidecar`. */
export const sidecarCommands: string = await textOf([
  ...['processes', 'supervisor', 'network', 'shape', 'disk', 'undoings'].map(shared),
  ...own,
]);

/** What they do to processes from outside, for `startHostAgent`. */
export const hostCommands: string = await textOf(['processes', 'host'].map(shared));

async function textOf(parts: readonly URL[]): Promise<string> {
  return (await Promise.all(parts.map((url) => readFile(url, 'utf8')))).join('\n');
}

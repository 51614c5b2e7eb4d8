import { readFile } from 'node:fs/promises';
import { faults } from './list.ts';

/** What several faults do in the sidecar of their target. */
const shared = ['processes', 'network', 'shape', 'disk', 'undoings'].map(
  (name) => new URL(`./shared/sidecar/${name}.sh`, import.meta.url),
);
const own = Object.values(faults).flatMap(({ sidecar }) => sidecar ?? []);
const parts = await Promise.all([...shared, ...own].map((url) => readFile(url, 'utf8')));

/** All that faults do in a sidecar: shell functions, for `startSidecar`. */
export const sidecarCommands: string = parts.join('\n');

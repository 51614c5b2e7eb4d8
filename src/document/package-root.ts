import { resolve } from 'node:path';

/** The folder of this package, which holds `topologies/`, `scenarios/`, `schema/` and `docs/`. */
export const packageRoot: string = resolve(import.meta.dirname, '..', '..');

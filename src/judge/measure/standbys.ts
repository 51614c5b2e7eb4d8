import { kindNamed } from '../../engine/replication/kinds.ts';
import { standsBy } from '../../engine/standby.ts';
import type { DrillRecord } from '../../history/record.ts';
import { oncePerRecord } from './once-per-record.ts';

/** Nodes that ran no server when they were last asked, as it should be: nothing of their own is to be read there. */
export const standbysOf: (record: DrillRecord) => ReadonlySet<string> = oncePerRecord(
  ({ manifest: { topology }, samples }) => {
    const kind = kindNamed(topology.replication ?? '');
    const last = new Map(samples.map((sample) => [sample.node, sample]));
    return new Set([...last].filter(([, sample]) => kind && standsBy(kind, sample)).map(([node]) => node));
  },
);

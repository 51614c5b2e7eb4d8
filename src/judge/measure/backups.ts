/**
 * What is wrong with the backups.
 *
 * Definition: the findings of the last judgement of all backups in the record: of what stands in the store, of the
 * restore of the newest one, and of the comparison of its rows and definitions with the living cluster's.
 * Clock: none. Resolution: exact for the newest backup; of older ones only files, positions and chains are judged.
 * Censoring: not measured where the record has no such judgement.
 * Bias: a fault in an older backup that no checksum and no position tells is not found.
 */
import { z } from 'zod';
import type { DrillRecord } from '../../history/record.ts';
import type { Measurement } from './types.ts';

const verified = z.object({ findings: z.array(z.string()) });

/** None for a scenario that verifies no backup. */
export function backupMeasurements({
  manifest,
  events,
}: Pick<DrillRecord, 'manifest' | 'events'>): Measurement[] {
  if (!manifest.scenario.backup?.verify) return [];
  const about = {
    name: 'backup-findings',
    title: 'What is wrong with the backups',
    unit: 'count' as const,
    atLeast: false,
    resolution: null,
  };
  const event = events.findLast(({ type }) => type === 'backup-verified');
  const told = verified.safeParse(event?.data);
  if (!event || !told.success)
    return [{ ...about, value: null, how: 'not measured: the backups were not judged' }];
  return [{ ...about, value: told.data.findings.length, how: event.text }];
}

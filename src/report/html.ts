import type { DrillRecord } from '../history/record.ts';
import type { DrillResult } from '../judge/measure/types.ts';
import { page } from './html/templates.ts';
import { reportView } from './html/view.ts';

/**
 * `report.html`: one self-contained page without scripts and without anything from elsewhere.
 * Reads the whole record once (a million operations in well under a second).
 */
export function renderHtml(record: DrillRecord, result: DrillResult): string {
  return page(reportView(record, result));
}

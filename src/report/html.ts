import type { DrillRecord } from '../history/record.ts';
import type { DrillResult } from '../judge/measure/types.ts';
import { page } from './html/templates.ts';
import { reportView } from './html/view.ts';
import { chinesePage, inChinese } from './language/chinese-page.ts';
import { saidInRecord } from './language/keep.ts';
import type { Language } from './language/languages.ts';

/**
 * `report.html`, or `report.zh.html`: one self-contained page without scripts and without anything from elsewhere.
 * Reads the whole record once (a million operations in well under a second).
 */
export function renderHtml(record: DrillRecord, result: DrillResult, language: Language = 'en'): string {
  if (language === 'en') return page(reportView(record, result));
  return chinesePage(page(reportView(record, result, inChinese)), saidInRecord(record));
}

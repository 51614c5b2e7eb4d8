import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DrillRecord } from '../history/record.ts';
import { replaceFile } from '../history/replace-file.ts';
import type { DrillResult } from '../judge/measure/types.ts';
import { renderHtml } from './html.ts';
import { renderJunit } from './junit.ts';
import { type Language, pageName } from './language/languages.ts';
import { renderMarkdown } from './markdown.ts';

/**
 * Writes `report.html`, `result.json`, `junit.xml` and `summary.md` into the folder of a run, in place of
 * earlier ones, and beside it the page in another language where one is asked for. Each file appears whole or not at all. The result goes first: it survives a failing renderer.
 */
export async function writeReports(
  folder: string,
  record: DrillRecord,
  result: DrillResult,
  language: Language = 'en',
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await replaceFile(join(folder, 'result.json'), `${JSON.stringify(result, null, 2)}\n`);
  await replaceFile(
    join(folder, 'junit.xml'),
    renderJunit([{ result, tookMs: record.manifest.endedAtMs ?? 0 }]),
  );
  await replaceFile(join(folder, 'summary.md'), renderMarkdown(result));
  await replaceFile(join(folder, 'report.html'), renderHtml(record, result));
  if (language !== 'en')
    await replaceFile(join(folder, pageName('report.html', language)), renderHtml(record, result, language));
}

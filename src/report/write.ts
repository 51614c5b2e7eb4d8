import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DrillRecord } from '../history/record.ts';
import type { DrillResult } from '../judge/measure/types.ts';
import { renderHtml } from './html.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';

/**
 * Writes `report.html`, `result.json`, `junit.xml` and `summary.md` into the folder of a run, in place of
 * earlier ones. Each file appears whole or not at all. The result goes first: it survives a failing renderer.
 */
export async function writeReports(folder: string, record: DrillRecord, result: DrillResult): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeWhole(join(folder, 'result.json'), `${JSON.stringify(result, null, 2)}\n`);
  await writeWhole(
    join(folder, 'junit.xml'),
    renderJunit([{ result, tookMs: record.manifest.endedAtMs ?? 0 }]),
  );
  await writeWhole(join(folder, 'summary.md'), renderMarkdown(result));
  await writeWhole(join(folder, 'report.html'), renderHtml(record, result));
}

async function writeWhole(file: string, text: string): Promise<void> {
  const unfinished = `${file}.${process.pid}.tmp`;
  await writeFile(unfinished, text);
  await rename(unfinished, file);
}

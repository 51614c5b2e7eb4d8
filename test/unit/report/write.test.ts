import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resultSchema } from '../../../src/judge/measure/types.ts';
import { writeReports } from '../../../src/report/write.ts';
import { sampleRecord } from './sample-record.ts';
import { sampleResult } from './sample-result.ts';

test('writes four files, whole, and again over earlier ones', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ha-drill-report-'));
  try {
    await writeReports(folder, sampleRecord(), sampleResult());
    await writeReports(folder, sampleRecord(), sampleResult());
    expect((await readdir(folder)).sort()).toEqual(['junit.xml', 'report.html', 'result.json', 'summary.md']);
    const result: unknown = JSON.parse(await readFile(join(folder, 'result.json'), 'utf8'));
    expect(resultSchema.parse(result)).toEqual(sampleResult());
    expect(await readFile(join(folder, 'report.html'), 'utf8')).toMatch(/<\/html>\n$/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

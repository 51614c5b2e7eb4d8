import { readRecord } from '../history/reader.ts';
import { judge } from '../measure/judge.ts';
import type { DrillResult } from '../measure/types.ts';
import { writeReports } from '../report/write.ts';

/** Judges the record in a run folder and writes the reports beside it. Needs no Docker. */
export async function judgeFolder(folder: string): Promise<DrillResult> {
  const record = await readRecord(folder);
  const result = judge(record);
  await writeReports(folder, record, result);
  return result;
}

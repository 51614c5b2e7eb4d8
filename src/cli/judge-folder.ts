import { messageOf, usageError } from '../errors.ts';
import { readable } from '../history/invalid.ts';
import { readRecord } from '../history/reader.ts';
import { judge } from '../judge/measure/judge.ts';
import { notJudged } from '../judge/measure/not-judged.ts';
import type { DrillResult } from '../judge/measure/types.ts';
import type { Language } from '../report/language/languages.ts';
import { writeReports } from '../report/write.ts';

/**
 * Judges the record in a run folder, and writes the reports into `out` where one is given. Needs no Docker, and changes
 * nothing of the record.
 *
 * @throws DrillError (exit 64) where there is no record, or where the reports cannot be written
 */
export async function judgeFolder(
  folder: string,
  out: string | null,
  language: Language = 'en',
): Promise<DrillResult> {
  const record = await readRecord(folder);
  const result = judgeWhatever(record);
  if (out !== null) {
    await writeReports(out, record, result, language).catch((error: unknown) => {
      throw usageError(
        `the reports of ${folder} cannot be written into ${out}: ${readable(messageOf(error))}`,
        'choose another --out folder; the verdict alone is printed without it',
      );
    });
  }
  return result;
}

/** A record that nobody can measure is inconclusive: whatever a record says, it is no reason to end. */
function judgeWhatever(record: Parameters<typeof judge>[0]): DrillResult {
  try {
    return judge(record);
  } catch (error) {
    return notJudged(record, readable(messageOf(error)));
  }
}

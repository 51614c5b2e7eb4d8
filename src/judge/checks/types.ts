import { z } from 'zod';
import type { DrillRecord } from '../../history/record.ts';
import { verdictSchema } from '../../verdict.ts';
import type { Premise } from '../../workload/premises.ts';

/** What a check found, with the evidence a reader can follow. */
export const checkResultSchema = z.object({
  name: z.string(),
  title: z.string().meta({ description: 'what should hold, as a sentence' }),
  verdict: verdictSchema,
  summary: z.string().meta({ description: 'one sentence with the numbers' }),
  evidence: z.array(z.string()).meta({
    description:
      'a line each: rows, transactions, instants; capped, and the last line says what was left out',
  }),
});
export type CheckResult = z.infer<typeof checkResultSchema>;

/** A verdict on the record about correctness. Pure: no Docker, no SQL, no clock. */
export type Check = {
  readonly name: string;
  readonly title: string;
  /** How it judges, for the report: the source of the data and what would make it inconclusive. */
  readonly method: string;
  /** What must be so for it to mean anything. */
  readonly needs: readonly Premise[];
  judge(record: DrillRecord): Pick<CheckResult, 'verdict' | 'summary' | 'evidence'>;
};

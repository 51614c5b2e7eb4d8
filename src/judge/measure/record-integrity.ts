/**
 * Whether a record is whole: judged before anything else, because what is missing or contradicts itself can hide what
 * happened. One problem makes the drill inconclusive, whatever else the record says.
 */
import { readable } from '../../history/invalid.ts';
import type { DrillRecord } from '../../history/record.ts';
import { besideProblems } from './integrity/beside.ts';
import { eventProblems } from './integrity/events.ts';
import { fileProblems } from './integrity/files.ts';
import { finalProblems } from './integrity/finals.ts';
import { identityProblems } from './integrity/identities.ts';
import { operationProblems } from './integrity/operations.ts';
import { sampleProblems } from './integrity/samples.ts';
import { manifestProblems } from './integrity/scenario.ts';
import { oncePerRecord } from './once-per-record.ts';

/** So many reasons are told of one record. */
const mostProblems = 20;

/** Why a record is not whole, a clause each; none when it is. */
export const integrityProblems: (record: DrillRecord) => readonly string[] = oncePerRecord((record) => {
  const problems = [
    ...record.damage.map((damage) => `the record is incomplete: ${damage}`),
    ...[
      ...fileProblems(record),
      ...manifestProblems(record),
      ...operationProblems(record),
      ...besideProblems(record),
      ...eventProblems(record),
      ...sampleProblems(record),
      ...identityProblems(record),
      ...finalProblems(record),
    ].map((problem) => `the record is not whole: ${readable(problem)}`),
  ];
  const more = problems.length - mostProblems;
  return more > 0
    ? [...problems.slice(0, mostProblems), `the record has ${more} more such problems`]
    : problems;
});

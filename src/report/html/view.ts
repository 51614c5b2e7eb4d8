import type { DrillRecord } from '../../history/record.ts';
import type { DrillResult } from '../../judge/measure/types.ts';
import { clientRows } from '../clients.ts';
import { expectedTable } from '../expected.ts';
import type { Translate } from '../language/translate.ts';
import { timeZero } from '../series/frame.ts';
import { environment, evidenceFiles } from './environment.ts';
import { eventLog } from './event-log.ts';
import { figures } from './figures.ts';
import { headline } from './headline.ts';
import { checkRows, classTable, objectiveRows } from './judgement.ts';
import { lossTable, numberTables } from './numbers.ts';
import { workloadSections } from './workloads.ts';

/**
 * All that the page shows, as plain data and finished pictures (whose names begin with `svg`).
 *
 * @param say what is broken into lines here, in the language of the page; all else is translated when the page is finished
 */
export function reportView(record: DrillRecord, result: DrillResult, say: Translate = (text) => text) {
  return {
    headline: headline(record, result),
    objectives: objectiveRows(result),
    classes: classTable(result),
    figures: figures(record, result, say),
    expected: expectedTable(result),
    clients: clientRows(result),
    faults: result.faults.map((fault) => ({
      ...fault,
      targets: fault.targets.join(', '),
      proved: fault.inForceAtMs !== null,
    })),
    loss: lossTable(result),
    numbers: numberTables(result),
    workloads: workloadSections(record, result),
    checks: checkRows(result),
    events: eventLog(record, timeZero(result)),
    environment: environment(record),
    evidenceFiles,
  };
}

export type ReportView = ReturnType<typeof reportView>;

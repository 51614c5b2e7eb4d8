import { counted } from '../../evidence.ts';
import type { BesideRecord } from '../../history/beside.ts';
import type { DrillRecord } from '../../history/record.ts';
import { type BesideCheckName, besideChecks, besidePremise } from '../../workload/beside/list.ts';
import type { BesideEvidence } from '../../workload/beside/types.ts';
import { finalPrimaryOf, outdatedBecause } from '../measure/final-primary.ts';
import { inconclusive } from './final-states.ts';
import type { Check } from './types.ts';

/** The checks that workloads beside the ledger bring. Each is inconclusive where its workload did nothing. */
export const checksOfWorkloads = Object.fromEntries(
  besideChecks.map(({ workload, name, check }): [BesideCheckName, Check] => [
    name,
    {
      name,
      title: check.title,
      method: `${check.method} Inconclusive when no operation of the workload was recorded, or none acknowledged.`,
      needs: [besidePremise(workload)],
      judge: (record) => {
        const own = record.beside?.find((one) => one.workload === workload);
        if (!own || own.operations.length === 0)
          return inconclusive(`no operation of the workload ${workload} was recorded`);
        if (!own.operations.some(({ outcome }) => outcome === 'ok'))
          return inconclusive(
            `none of ${counted(own.operations.length, 'operation')} of the workload ${workload} was acknowledged`,
          );
        return check.judge(evidenceOf(record, own));
      },
    },
  ]),
) as Readonly<Record<BesideCheckName, Check>>;

function evidenceOf(record: DrillRecord, { operations, finals, options }: BesideRecord): BesideEvidence {
  const { state, reason } = finalPrimaryOf(record);
  const whole = finals.flatMap((one) => (one.reads ? [{ ...one, reads: one.reads }] : []));
  const missing = record.manifest.topology.nodes.filter((node) => !whole.some((one) => one.node === node));
  const unread = finals.find(({ node }) => node === missing[0])?.error;
  const lack = `${missing.join(', ')} ${missing.length === 1 ? 'was' : 'were'} not read at the end${unread ? `: ${unread}` : ''}`;
  return {
    operations,
    finals: whole,
    finalsLack: missing.length > 0 ? lack : outdatedBecause(record),
    primary: state?.node ?? null,
    noPrimary: reason,
    options,
  };
}

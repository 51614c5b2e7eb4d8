import type { Source } from '../document/source.ts';
import type { LoadedTopology } from '../topology/loaded.ts';
import { aimFindings } from './meaning/aims.ts';
import { atOnceFindings } from './meaning/at-once.ts';
import { deadlineFindings } from './meaning/deadlines.ts';
import type { Finding } from './meaning/finding.ts';
import { besideFindings, loadFindings, readEndpointFindings, steadyFindings } from './meaning/load.ts';
import { brevityFindings, endFindings, faultParameterFindings, sizeFindings } from './meaning/method.ts';
import { objectiveFindings } from './meaning/objectives.ts';
import { othersFindings } from './meaning/premises.ts';
import { type Meant, readMeant } from './meaning/read.ts';
import { backupFindings, restoreFindings, verifyFindings } from './meaning/restore.ts';
import { checkFindings, parameterFindings } from './meaning/topology-fit.ts';
import { candidateFindings, lateFindings, triggerFindings } from './meaning/triggers.ts';
import { wayBackFindings } from './meaning/way-back.ts';

/** Every rule of meaning. A new one is a function in `meaning/` and a line here. */
const rules: readonly ((meant: Meant) => Finding[])[] = [
  faultParameterFindings,
  aimFindings,
  othersFindings,
  endFindings,
  brevityFindings,
  sizeFindings,
  atOnceFindings,
  triggerFindings,
  lateFindings,
  candidateFindings,
  loadFindings,
  besideFindings,
  readEndpointFindings,
  steadyFindings,
  objectiveFindings,
  deadlineFindings,
  restoreFindings,
  verifyFindings,
  backupFindings,
  wayBackFindings,
  parameterFindings,
  checkFindings,
];

/**
 * What does not go together: faults and their targets, measures and targets, times and deadlines, the scenario and its
 * topology. A scenario that is wrong elsewhere is judged as far as it can be read.
 */
export function inconsistencies(source: Source, topology: LoadedTopology | undefined): Finding[] {
  const meant = readMeant(source, topology);
  return meant ? rules.flatMap((rule) => rule(meant)) : [];
}

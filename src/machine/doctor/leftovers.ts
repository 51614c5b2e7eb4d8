import { claimOf } from '../../docker/claim.ts';
import { thisOwner } from '../../docker/labels.ts';
import { findLeftovers, type Leftovers } from '../../docker/leftovers.ts';
import { lifeOf } from '../../process-owner.ts';
import { type DoctorCheck, type Finding, ok, warning } from './check.ts';

export const leftovers: DoctorCheck = {
  name: 'leftovers',
  description: 'containers, networks and volumes of earlier runs, and drills that are going on',
  look: async ({ docker }) => {
    const { runs } = await findLeftovers(docker);
    const claims = await Promise.all(runs.map(isFree));
    return judgeLeftovers(runs.map((run, index) => ({ ...run, isFree: claims[index] === true })));
  },
};

/** What is told of runs of which something is there: those that somebody lives for are no leftovers. */
export function judgeLeftovers(
  runs: readonly (Pick<Leftovers, 'run' | 'containers' | 'networks' | 'volumes'> & {
    readonly isFree: boolean;
  })[],
): Omit<Finding, 'name'> {
  const [left, living] = [runs.filter((one) => one.isFree), runs.filter((one) => !one.isFree)];
  const running = living.length > 0 ? `; in use: ${living.map(({ run }) => run).join(', ')}` : '';
  if (left.length === 0) return ok(`none${running}`);
  const told = left.map(
    ({ run, containers, networks, volumes }) =>
      `${run} (${containers.length} containers, ${networks.length} networks, ${volumes.length} volumes)`,
  );
  return warning(`${told.join(', ')}${running}`, '`ha-drill clean` removes what has no living owner.');
}

async function isFree(left: Leftovers): Promise<boolean> {
  return claimOf(left, await lifeOf(left.mark.process), thisOwner).mayRemove;
}

import { claimOf } from '../../docker/claim.ts';
import { thisOwner } from '../../docker/labels.ts';
import { findLeftovers, type Leftovers } from '../../docker/leftovers.ts';
import { lifeOf } from '../../process-owner.ts';
import { type DoctorCheck, ok, warning } from './check.ts';

export const leftovers: DoctorCheck = {
  name: 'leftovers',
  description: 'containers, networks and volumes of earlier runs',
  look: async ({ docker }) => {
    const { runs: all } = await findLeftovers(docker);
    const claims = await Promise.all(all.map(isFree));
    const found = all.filter((_, index) => claims[index]);
    if (found.length === 0) return ok('none');
    const runs = found.map(
      ({ run, containers, networks, volumes }) =>
        `${run} (${containers.length} containers, ${networks.length} networks, ${volumes.length} volumes)`,
    );
    return warning(runs.join(', '), '`ha-drill clean` removes what has no living owner.');
  },
};

async function isFree(left: Leftovers): Promise<boolean> {
  return claimOf(left, await lifeOf(left.mark.process), thisOwner).mayRemove;
}

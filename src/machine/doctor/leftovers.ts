import { findLeftovers } from '../../docker/leftovers.ts';
import { type DoctorCheck, ok, warning } from './check.ts';

export const leftovers: DoctorCheck = {
  name: 'leftovers',
  description: 'containers, networks and volumes of earlier runs',
  look: async ({ docker }) => {
    const found = await findLeftovers(docker);
    if (found.length === 0) return ok('none');
    const runs = found.map(
      ({ run, containers, networks, volumes }) =>
        `${run} (${containers.length} containers, ${networks.length} networks, ${volumes.length} volumes)`,
    );
    return warning(runs.join(', '), '`ha-drill clean` removes what does not belong to a run in progress.');
  },
};

import { findReach, type Reach, useTheImage } from '../../docker/reach.ts';
import { type DoctorCheck, failed, ok } from './check.ts';

export const reach: DoctorCheck = {
  name: 'reach',
  description: 'addresses of containers are reachable from here',
  look: async ({ docker }) => judgeReach(await findReach(docker)),
};

export function judgeReach(found: Reach) {
  switch (found) {
    case 'bridge':
      return ok('the networks of the engine are on this machine');
    case 'container':
      return ok('this is a container of the engine: it joins the network of each cluster');
    case 'none':
      return failed('container addresses are not reachable from here: use the image', useTheImage);
  }
}

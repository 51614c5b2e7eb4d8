import { missingImages } from '../../docker/images.ts';
import { type DoctorCheck, ok, warning } from './check.ts';

export const images: DoctorCheck = {
  name: 'images',
  description: 'the images of the current sources are built',
  look: async ({ docker }) => {
    const missing = await missingImages(docker);
    return missing.length === 0
      ? ok('all built')
      : warning(
          `not built: ${missing.join(', ')}`,
          '`ha-drill setup` builds them; else the next run does, and takes longer.',
        );
  },
};

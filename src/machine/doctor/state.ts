import { stateFolder } from '../../docker/state-folder.ts';
import { formatBytes } from '../../formats/units.ts';
import { freeBytes, stateBytes } from '../free-space.ts';
import { type DoctorCheck, failed, ok, warning } from './check.ts';

export const state: DoctorCheck = {
  name: 'state',
  description: 'free space for fault journals and files of clusters',
  look: async () => {
    const folder = stateFolder();
    const free = await freeBytes(folder);
    if (free === undefined)
      return warning(`how much is free in ${folder} is not known`, 'See to 16 MiB there.');
    const found = `${formatBytes(free)} free in ${folder}`;
    return free < stateBytes
      ? failed(found, 'Free some, or set XDG_STATE_HOME to another folder.')
      : ok(found);
  },
};

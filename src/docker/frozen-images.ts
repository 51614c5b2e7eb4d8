import { type DrillError, environmentError } from '../errors.ts';

/** Set by `--frozen-images`: the images that are here are used, and none is built or pulled. Drills of a suite inherit it. */
const variable = 'HA_DRILL_FROZEN_IMAGES';

/** From now on no image is built or pulled by this process or those that it starts. */
export function freezeImages(): void {
  process.env[variable] = '1';
}

/** Whether images may be neither built nor pulled. */
export function imagesAreFrozen(): boolean {
  return Boolean(process.env[variable]);
}

/** The refusal to build or pull what is missing (exit 3). */
export function notHere(images: readonly string[], hint: string): DrillError {
  return environmentError(
    `Not all images are here, and frozen images are neither built nor pulled. Missing: ${images.join(', ')}.`,
    { hint },
  );
}

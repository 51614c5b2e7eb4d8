import type Docker from 'dockerode';
import { z } from 'zod';
import { type DrillError, environmentError } from '../errors.ts';
import { type ComposeProject, composeConfig } from './compose.ts';
import { idOf } from './images-engine.ts';

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

const imagesOf = z.object({ services: z.record(z.string(), z.object({ image: z.string() })) });

/** @throws DrillError (exit 3) that names every image of a project that the engine does not have */
export async function requireImages(docker: Docker, project: ComposeProject): Promise<void> {
  const { services } = imagesOf.parse(await composeConfig(project));
  const named = Object.entries(services).map(([service, { image }]) => ({ service, image }));
  const found = await Promise.all(named.map(async (one) => ({ ...one, id: await idOf(docker, one.image) })));
  const lacking = found.filter(({ id }) => id === undefined);
  if (lacking.length > 0)
    throw notHere(
      lacking.map(({ service, image }) => `${image} (${service})`),
      'Run once without --frozen-images, or load them: docker load',
    );
}

import type Docker from 'dockerode';
import { z } from 'zod';
import { type ComposeProject, composeConfig } from './compose.ts';
import { notHere } from './frozen-images.ts';
import { idOf } from './images-engine.ts';

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

import type Docker from 'dockerode';
import { connectDocker } from '../docker/docker.ts';
import { ensureImages } from '../docker/images.ts';
import { tell } from './output.ts';

/** The engine and the tags of all images, built where they are missing. */
export async function dockerWithImages(): Promise<{ docker: Docker; images: Record<string, string> }> {
  const docker = await connectDocker();
  const ensured = await ensureImages(docker, tell);
  const images = Object.fromEntries(Object.entries(ensured).map(([name, image]) => [name, image.tag]));
  return { docker, images };
}

import type Docker from 'dockerode';
import { connectDocker } from '../cluster/docker.ts';
import { ensureImages } from '../cluster/images.ts';

/** Progress and hints go to stderr, so that stdout is the result alone. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** The result of a command. */
export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Whether a stream may be coloured: a terminal, and nobody said NO_COLOR (no-color.org). */
export function mayColour(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
}

/** The engine and the tags of all images, built where they are missing. */
export async function dockerWithImages(): Promise<{ docker: Docker; images: Record<string, string> }> {
  const docker = await connectDocker();
  const ensured = await ensureImages(docker, tell);
  const images = Object.fromEntries(Object.entries(ensured).map(([name, image]) => [name, image.tag]));
  return { docker, images };
}

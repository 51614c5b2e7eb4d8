import { fromHere } from '../document/from-here.ts';
import { readSource } from '../document/source.ts';
import { DrillError } from '../errors.ts';
import { resolveServices, textOf } from './services.ts';

/**
 * The variable by which compose files take the image of a service from whoever starts them, by service: of
 * `image: ${SERVER_IMAGE:-mysql:8.4}` it is SERVER_IMAGE. The last file that says something of an image decides.
 */
export async function variablesOfImages(files: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const file of files) {
    for (const [service, image] of await imagesIn(file)) {
      const [, variable] = /(?<!\$)\$\{?([A-Za-z_]\w*)/.exec(image) ?? [];
      if (variable === undefined) found.delete(service);
      else found.set(service, variable);
    }
  }
  return found;
}

/** The files of a stack as a command line names them. */
export function asWords(files: readonly string[]): string {
  return files.map(fromHere).join(' ');
}

/** The images of a file as they are written there. Compose has read it: whatever else is wrong is not told here. */
async function imagesIn(file: string): Promise<readonly (readonly [string, string])[]> {
  try {
    const { layers } = await resolveServices(await readSource(fromHere(file)));
    return Object.entries(layers).flatMap(([service, own]) => {
      const image = own.map((layer) => textOf(layer).image).find((one) => one !== '');
      return image === undefined ? [] : [[service, image] as const];
    });
  } catch (error) {
    if (error instanceof DrillError) return [];
    throw error;
  }
}

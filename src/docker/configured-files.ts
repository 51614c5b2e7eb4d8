import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Configured, textOfLines } from '../topology/config/configured.ts';

/**
 * Writes the files of a topology with configuration of the user into `folder`, and a compose file that puts them into its
 * services; resolves with the path of that.
 */
export async function writeConfigured({ files, services }: Configured, folder: string): Promise<string> {
  const written = await Promise.all(
    files.map(async (file, index) => {
      const own = join(folder, 'configuration', String(index));
      await mkdir(own, { recursive: true });
      const path = join(own, file.name);
      await writeFile(path, textOfLines(file.lines));
      return { ...file, path };
    }),
  );
  const names = new Set([...Object.keys(services), ...files.flatMap((file) => file.services)]);
  const overlay = {
    services: Object.fromEntries(
      [...names].map((name) => [
        name,
        {
          ...services[name],
          volumes: written
            .filter((file) => file.services.includes(name))
            .map(({ path, target }) => `${path}:${target}:ro`),
        },
      ]),
    ),
  };
  const path = join(folder, 'configuration.json');
  await writeFile(path, JSON.stringify(overlay));
  return path;
}

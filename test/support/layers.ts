import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { z } from 'zod';

/**
 * The picture of the rooms in docs/architecture.md, drawn from the imports of the code as it is.
 * `npm run layers` writes it anew.
 */

const root = new URL('../../', import.meta.url);
export const architecturePage = fileURLToPath(new URL('docs/architecture.md', root));

const cruised = z.object({
  modules: z.array(
    z.object({ source: z.string(), dependencies: z.array(z.object({ resolved: z.string() })) }),
  ),
});

/** Which room imports which. */
async function importsOfRooms(): Promise<Map<string, Set<string>>> {
  const words = ['src', '--config', '.dependency-cruiser.mjs', '--include-only', '^src/[^/]+/', '--collapse'];
  const { stdout } = await execa('node_modules/.bin/depcruise', [...words, '^src/[^/]+/', '-T', 'json'], {
    cwd: root,
  });
  const nameOf = (path: string) => path.split('/')[1] ?? '';
  const { modules } = cruised.parse(JSON.parse(stdout));
  return new Map(
    modules.map(({ source, dependencies }) => [
      nameOf(source),
      new Set(dependencies.map(({ resolved }) => nameOf(resolved)).filter((to) => to !== nameOf(source))),
    ]),
  );
}

/** How many rooms stand on one another below a room: 0 on the ground. */
function floorOf(room: string, imports: ReadonlyMap<string, ReadonlySet<string>>): number {
  return Math.max(-1, ...[...(imports.get(room) ?? [])].map((to) => floorOf(to, imports))) + 1;
}

function reaches(from: string, to: string, imports: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  return [...(imports.get(from) ?? [])].some((next) => next === to || reaches(next, to, imports));
}

/** A Mermaid flow chart of the rooms, the highest first. An import that another way says already is left out. */
export async function drawLayers(): Promise<string> {
  const imports = await importsOfRooms();
  const rooms = [...imports.keys()].sort(
    (a, b) => floorOf(b, imports) - floorOf(a, imports) || (a < b ? -1 : 1),
  );
  const arrows = rooms.flatMap((room) => {
    const all = [...(imports.get(room) ?? [])].sort();
    const direct = all.filter((to) => !all.some((other) => other !== to && reaches(other, to, imports)));
    return direct.map((to) => `  ${room} --> ${to}`);
  });
  return ['```mermaid', 'flowchart TB', ...rooms.map((room) => `  ${room}`), ...arrows, '```'].join('\n');
}

const drawn = /```mermaid\n[\s\S]*?```/;

/** The picture that the page has now. */
export async function layersOnPage(): Promise<string | undefined> {
  return drawn.exec(await readFile(architecturePage, 'utf8'))?.[0];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const picture = await drawLayers();
  const page = await readFile(architecturePage, 'utf8');
  await writeFile(
    architecturePage,
    page.replace(drawn, () => picture),
  );
}

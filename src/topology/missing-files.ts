import { existsSync } from 'node:fs';
import { basename, isAbsolute, resolve } from 'node:path';
import type { Path } from '../document/source.ts';
import { shown } from '../document/wording.ts';
import { ownRecord } from './access-rules.ts';
import { lookAt } from './bind-fate.ts';
import type { ComposeConfig, ComposeService } from './compose-config.ts';

type Missing = { readonly path: Path; readonly message: string };

/**
 * Files of a resolved stack that are not there, without which a copy of it would be another stack: Docker mounts an empty
 * folder in their place. A folder that can be written to, such as one for data or logs, may begin empty.
 *
 * @param folder where relative paths of the compose files begin
 */
export function missingFiles(config: ComposeConfig, folder: string): Missing[] {
  const ofServices = Object.entries(config.services).flatMap(([name, service]) =>
    [...missingMounts(service), ...missingBuild(service, folder)].map(({ path, message }) => ({
      path: ['services', name, ...path],
      message,
    })),
  );
  const ofContents = ['configs', 'secrets'].flatMap((section) =>
    Object.entries(ownRecord(config[section])).flatMap(([name, content]) => {
      const { file } = ownRecord(content);
      return typeof file !== 'string' || existsSync(resolve(folder, file))
        ? []
        : [missing([section, name, 'file'], 'a file', file)];
    }),
  );
  return [...ofServices, ...ofContents];
}

function missingMounts({ volumes }: ComposeService): Missing[] {
  return volumes.flatMap(({ type, source = '', target, read_only: readOnly = false }, index) => {
    if (type !== 'bind' || lookAt(source).kind !== 'absent') return [];
    const isFile = [source, target].some((path) => /[^.]\.(?!d$)\w+$/.test(basename(path)));
    if (!readOnly && !isFile) return [];
    return [missing(['volumes', index], isFile ? 'a file' : 'a file or folder', source)];
  });
}

function missingBuild({ build }: ComposeService, folder: string): Missing[] {
  if (build === undefined) return [];
  const { context = '.', dockerfile = 'Dockerfile', dockerfile_inline: inline } = ownRecord(build);
  const place = String(context);
  if (/^[\w+.-]+:\/\/|^git@|^github\.com\//.test(place)) return [];
  const from = resolve(folder, place);
  if (!existsSync(from)) return [missing(['build'], 'a folder to build from', from)];
  const file = String(dockerfile);
  const path = isAbsolute(file) ? file : resolve(from, file);
  return inline !== undefined || existsSync(path) ? [] : [missing(['build'], 'a Dockerfile', path)];
}

function missing(path: Path, what: string, at: string): Missing {
  return { path, message: `expected ${what} at ${shown(at)}, found none` };
}

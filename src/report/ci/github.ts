import { oneLine } from '../text.ts';
import type { Annotation } from './annotations.ts';

/** What the runner shows of one step at most, of each level; the rest it drops without a word. */
const mostShown = 10;

/**
 * Annotations as commands that the runner of GitHub Actions takes from a step's output
 * (docs.github.com, workflow commands for GitHub Actions).
 *
 * @param placeOf the path of a scenario file from the root of the repository; undefined for one outside of it
 */
export function githubCommands(
  annotations: readonly Annotation[],
  placeOf: (file: string) => string | undefined,
): string[] {
  return (['error', 'warning'] as const).flatMap((level) => {
    const own = annotations.filter((one) => one.level === level);
    return own.slice(0, mostShown).map((one, index) => {
      const left = index === mostShown - 1 ? own.length - mostShown : 0;
      return command(left > 0 ? { ...one, message: `${one.message} (and ${left} more)` } : one, placeOf);
    });
  });
}

function command(
  { level, title, message, file, line, column }: Annotation,
  placeOf: (file: string) => string | undefined,
): string {
  const path = file === undefined ? undefined : placeOf(file);
  const properties = [
    ...(path === undefined ? [] : [`file=${property(path)}`, `line=${line}`, `col=${column}`]),
    `title=${property(title)}`,
  ];
  return `::${level} ${properties.join(',')}::${data(message)}`;
}

/** Text without line feeds, so that no second command is in it. */
function data(text: string): string {
  return oneLine(text).replaceAll('%', '%25');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

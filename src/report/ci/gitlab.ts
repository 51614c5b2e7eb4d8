import { createHash } from 'node:crypto';
import { oneLine } from '../text.ts';
import type { Annotation } from './annotations.ts';

/**
 * Annotations as the code quality report of GitLab, which a merge request shows at their lines (a JSON array in the format
 * of Code Climate; docs.gitlab.com, Code Quality). It can only hold what has a file.
 *
 * @param placeOf the path of a scenario file from the root of the repository; undefined for one outside of it
 */
export function gitlabCodeQuality(
  annotations: readonly Annotation[],
  placeOf: (file: string) => string | undefined,
): string {
  const issues = annotations.flatMap(({ level, title, message, file, line }) => {
    const path = file === undefined ? undefined : placeOf(file);
    if (path === undefined) return [];
    return {
      description: `${oneLine(title)}: ${oneLine(message)}`,
      check_name: 'ha-drill',
      // Of what stays the same from run to run, so that GitLab tells a new problem from an old one.
      fingerprint: createHash('sha256')
        .update(JSON.stringify([level, path, withoutCounts(title)]))
        .digest('hex'),
      severity: level === 'error' ? 'critical' : 'minor',
      location: { path, lines: { begin: line } },
    };
  });
  return `${JSON.stringify(issues, null, 2)}\n`;
}

/** Without `(2 of 6 drills)`. */
function withoutCounts(title: string): string {
  return title.replace(/ \(\d+ of \d+ drills\)$/, '');
}

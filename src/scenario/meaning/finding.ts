import { problemAt } from '../../document/check.ts';
import type { Problem } from '../../document/problem.ts';
import type { Path, Source } from '../../document/source.ts';

/**
 * What a scenario says that cannot mean anything (`refused`), or that may be meant and rather is not (`doubtful`: a
 * warning, which changes no exit code).
 */
export type Finding = Problem & { readonly weight: 'refused' | 'doubtful' };

export function refused(source: Source, path: Path, message: string, suggestion?: string): Finding {
  return { ...problemAt(source, path, message, suggestion), weight: 'refused' };
}

export function doubtful(source: Source, path: Path, message: string, suggestion?: string): Finding {
  return { ...problemAt(source, path, message, suggestion), weight: 'doubtful' };
}

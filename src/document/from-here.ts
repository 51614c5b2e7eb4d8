import { relative } from 'node:path';

/** A path as short as people would write it: relative when it is below the current folder. */
export function fromHere(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
}

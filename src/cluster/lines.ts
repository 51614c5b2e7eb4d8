import { createInterface, type Interface } from 'node:readline';

/** Calls `onLine` for every non-empty line of a stream; ends quietly with it, also when it is cut. */
export function readLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): Interface {
  stream.on('error', () => undefined);
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  return lines.on('line', (line) => {
    if (line.length > 0) onLine(line);
  });
}

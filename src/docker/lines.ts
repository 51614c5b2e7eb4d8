import { createInterface, type Interface } from 'node:readline';

/**
 * Calls `onLine` for every non-empty line of a stream. It ends with the stream: quietly also when that is cut, since an
 * engine or a container may go away at any time; whoever reads learns of it by 'close'.
 */
export function readLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): Interface {
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  // The interface passes the errors of its stream on.
  lines.on('error', () => lines.close());
  // One that is destroyed has no end.
  stream.once('close', () => lines.close());
  return lines.on('line', (line) => {
    if (line.length > 0) onLine(line);
  });
}

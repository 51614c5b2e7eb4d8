import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { readLines } from '../../../src/cluster/lines.ts';

test('a stream that is cut ends the lines, and nothing else', async () => {
  const stream = new PassThrough();
  const lines: string[] = [];
  const reading = readLines(stream, (line) => lines.push(line));
  const closed = once(reading, 'close');
  stream.write('one\n\ntwo\n');
  await new Promise(setImmediate);
  stream.destroy(new Error('read ECONNRESET'));
  await closed;
  expect(lines).toEqual(['one', 'two']);
});

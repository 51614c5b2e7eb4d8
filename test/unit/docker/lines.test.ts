import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { readLines } from '../../../src/docker/lines.ts';

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

test('one that is destroyed without an error ends the lines as well', async () => {
  const stream = new PassThrough();
  const closed = once(
    readLines(stream, () => undefined),
    'close',
  );
  stream.destroy();
  await closed;
});

test('what came before the end is told, also a last line without a line feed', async () => {
  const stream = new PassThrough();
  const lines: string[] = [];
  const closed = once(
    readLines(stream, (line) => lines.push(line)),
    'close',
  );
  stream.end('one\ntwo');
  await closed;
  expect(lines).toEqual(['one', 'two']);
});

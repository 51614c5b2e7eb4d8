import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';

/**
 * The bytes of a file in a running container, as they come: by `cat` in it, which also reads a file that grows.
 *
 * @throws Error with what `cat` said, when it could not read all of it
 */
export async function* readFileInside(
  container: Docker.Container,
  path: string,
): AsyncGenerator<Uint8Array, void> {
  const exec = await container.exec({ Cmd: ['cat', '--', path], AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({ hijack: true, stdin: false });
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const said: Buffer[] = [];
  stderr.on('data', (part: Buffer) => said.push(part));
  container.modem.demuxStream(stream, stdout, stderr);
  stream.on('end', () => stdout.end()).on('error', (error: Error) => stdout.destroy(error));
  try {
    yield* stdout as AsyncIterable<Buffer>;
  } finally {
    stream.destroy();
  }
  const { ExitCode: code } = await exec.inspect();
  if (code !== 0)
    throw new Error(`${path}: ${Buffer.concat(said).toString().trim() || `cat ended with ${code}`}`);
}

import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';

/** How a program ended, and what it printed on stdout and stderr. */
export type Ran = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

/** Runs a program in a running container, with a text on its stdin: what must not be seen in a list of processes. */
export async function runInside(
  container: Docker.Container,
  command: readonly string[],
  stdin = '',
): Promise<Ran> {
  const exec = await container.exec({
    Cmd: [...command],
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await exec.start({ hijack: true, stdin: true });
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  container.modem.demuxStream(stream, stdout, stderr);
  const texts = Promise.all([textOf(stdout), textOf(stderr)]);
  const ended = new Promise<void>((resolve, reject) => stream.on('end', resolve).on('error', reject));
  stream.end(stdin);
  await ended;
  stdout.end();
  stderr.end();
  const [out, err] = await texts;
  return { exitCode: (await exec.inspect()).ExitCode ?? -1, stdout: out, stderr: err };
}

async function textOf(stream: PassThrough): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

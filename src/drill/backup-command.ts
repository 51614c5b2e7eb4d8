import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import { readLines } from '../docker/lines.ts';
import type { ClusterService } from '../docker/services.ts';
import { environmentError } from '../errors.ts';
import { readEventLine } from '../formats/event-line.ts';
import { parseJsonLine } from '../formats/json-line.ts';
import type { DrillEvent } from '../history/schema.ts';
import { type ServiceClock, toldEvent } from '../observe/service-log.ts';

/**
 * Has the backup service of a cluster do one piece of work, such as `['full', '--method', 'clone']`, in a process of
 * its own. What it tells goes to `onEvent`, as it happens; resolves with its result.
 *
 * @throws DrillError (exit 3) with what it said, when it failed
 */
export async function runBackupCommand(
  docker: Docker,
  service: ClusterService,
  words: readonly string[],
  clock: ServiceClock,
  onEvent: (event: DrillEvent) => void,
): Promise<unknown> {
  const exec = await docker.getContainer(service.containerId).exec({
    Cmd: ['node', '/app/backup.mjs', ...words],
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await exec.start({});
  const [out, err] = [new PassThrough(), new PassThrough()];
  docker.modem.demuxStream(stream, out, err);
  let answer: { readonly result: unknown } | undefined;
  const complaints: string[] = [];
  readLines(out, (line) => {
    const event = toldEvent(readEventLine(line), 'backup', clock);
    if (event) return onEvent(event);
    const said = parseJsonLine(line);
    if (typeof said === 'object' && said !== null && 'result' in said) answer = { result: said.result };
  });
  readLines(err, (line) => complaints.push(line));
  const read = Promise.all([once(out, 'end'), once(err, 'end')]);
  const end = (): void => {
    out.end();
    err.end();
  };
  stream.on('end', end).on('close', end).on('error', end);
  await read;
  const { ExitCode: code } = await exec.inspect();
  if (answer) return answer.result;
  const said = complaints.join('\n');
  throw environmentError(
    `The backup service could not do "${words.join(' ')}" (exit code ${code}):\n${said}`,
  );
}

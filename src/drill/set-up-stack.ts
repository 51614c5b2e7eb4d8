import type Docker from 'dockerode';
import type { Cluster } from '../docker/cluster.ts';
import { runStackCommand } from '../docker/stack-command.ts';
import type { Patience } from '../engine/types.ts';
import { environmentError } from '../errors.ts';
import { waitFor } from '../wait.ts';
import { meetNodes, rootsOf, wordsOf } from './meet-nodes.ts';

/**
 * Runs the command that sets a stack up after its start, where its user has one, as soon as every server answers.
 *
 * @throws DeadlineError with what each server said; DrillError (exit 3) with what the command printed
 */
export async function setUpStack(docker: Docker, cluster: Cluster, patience: Patience): Promise<void> {
  const command = cluster.topology.stack?.setup;
  if (command === undefined) return;
  const startedAtMs = performance.now();
  const roots = await rootsOf(docker, cluster);
  const what = 'every server to answer, before the stack is set up';
  await waitFor({ what, everyMs: 250, ...patience }, async () => {
    const met = await meetNodes(docker, cluster, roots);
    return met.every(({ way }) => way !== undefined)
      ? { done: true, value: undefined }
      : { done: false, state: met.map((one) => `${one.node.name}: ${wordsOf(one)}`).join('; ') };
  });
  const deadlineMs = patience.deadlineMs - (performance.now() - startedAtMs);
  const { exitCode, output } = await runStackCommand(command, cluster, {
    variables: {},
    deadlineMs,
    signal: patience.signal,
  });
  patience.signal?.throwIfAborted();
  if (exitCode === 0) return;
  const end = exitCode === null ? 'did not end in time' : `ended with exit code ${exitCode}`;
  throw environmentError(`setup: ${command} ${end}${output === '' ? '' : `: ${output}`}`, {
    hint: 'It runs once every server answers, and `docker` and `docker compose` in it act on the copy',
  });
}

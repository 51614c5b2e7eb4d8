import { connectDocker } from '../../../src/docker/docker.ts';
import { clean } from '../../../src/drill/clean.ts';
import { pause } from '../../../src/wait.ts';

/**
 * Cleans again and again until it is killed, a line for each run that it looked at: a process that starts anew for each
 * time would look once in ten seconds on a busy machine. Its only argument limits it to runs with that in their name.
 */
const [, , part = ''] = process.argv;
const docker = await connectDocker();
for (;;) {
  const { left, removed } = await clean(docker, { only: (run) => run.includes(part) });
  for (const { run, why } of left) process.stdout.write(`left ${run} ${why}\n`);
  for (const { run } of removed) process.stdout.write(`removed ${run}\n`);
  await pause(100);
}

import { afterEach, expect, test } from 'vitest';
import { followContainerLog } from '../../src/docker/container-log.ts';
import { waitFor } from '../../src/wait.ts';
import { patienceMs } from '../support/patience.ts';
import { docker, images } from './server.ts';

const lose = (error: unknown): never => expect.unreachable(String(error));
let remove: () => Promise<void> = async () => undefined;
afterEach(() => remove());

test('every line of every life of a container is told once', async () => {
  const { toolbox } = await images();
  const container = await docker.createContainer({
    Image: toolbox,
    Cmd: ['bash', '-c', 'echo "life $(date +%s%N)"; read -r'],
    OpenStdin: true,
    Labels: { 'ha-drill.run': 'integration' },
  });
  remove = () => container.remove({ force: true });
  await container.start();
  const lines: string[] = [];
  const log = await followContainerLog(container, (line) => lines.push(line), lose);
  const lived = (lives: number) =>
    waitFor({ what: `${lives} lines`, deadlineMs: patienceMs }, () =>
      lines.length >= lives ? { done: true, value: lines.length } : { done: false, state: lines.join() },
    );
  await lived(1);
  for (const lives of Array.from({ length: 24 }, (_, index) => index + 2)) {
    await container.kill();
    await container.wait();
    await container.start();
    await lived(lives);
  }
  log.stop();
  expect(lines).toHaveLength(25);
  expect(new Set(lines).size).toBe(25);
  expect(lines).toEqual(lines.toSorted());
});

import { GenericContainer } from 'testcontainers';
import { expect, test } from 'vitest';
import { runLabel } from '../../src/docker/labels.ts';
import { requireOurs } from '../../src/docker/only-ours.ts';
import { docker, images } from './server.ts';

test('a fault is refused on a container without the label of its run, and on one of another run', async () => {
  const { toolbox } = await images();
  const idle = () => new GenericContainer(toolbox).withCommand(['sleep', 'infinity']);
  const containers = await Promise.all([
    idle()
      .withLabels({ [runLabel]: 'mine' })
      .start(),
    idle()
      .withLabels({ [runLabel]: 'another' })
      .start(),
    idle().start(),
  ]);
  try {
    const [mine, another, foreign] = containers.map((container, index) => ({
      service: `service${index}`,
      containerId: container.getId(),
    }));
    if (!mine || !another || !foreign) throw new Error('three containers were started');
    await requireOurs(docker, 'mine', [mine]);
    await expect(requireOurs(docker, 'mine', [mine, another])).rejects.toThrow(
      /^service1: expected a container with the label ha-drill\.run=mine, found .* with ha-drill\.run=another\./,
    );
    await expect(requireOurs(docker, 'mine', [foreign, mine])).rejects.toThrow(/service2: .* no such label/);
  } finally {
    await Promise.all(containers.map((container) => container.stop()));
  }
});

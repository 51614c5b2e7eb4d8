import { GenericContainer } from 'testcontainers';
import { expect, test } from 'vitest';
import { labelsOf } from '../../src/docker/labels.ts';
import { requireOurs } from '../../src/docker/only-ours.ts';
import { docker, images } from './server.ts';

test('a fault is refused on a container without the label of its run, of another run, and of another process', async () => {
  const { toolbox } = await images();
  const idle = () => new GenericContainer(toolbox).withCommand(['sleep', 'infinity']);
  const containers = await Promise.all([
    idle().withLabels(labelsOf('mine')).start(),
    idle().withLabels(labelsOf('another')).start(),
    idle().start(),
    idle()
      .withLabels({ ...labelsOf('mine'), 'ha-drill.process': 'b pid:[1] 42 1000' })
      .start(),
  ]);
  try {
    const [mine, another, foreign, theirs] = containers.map((container, index) => ({
      service: `service${index}`,
      containerId: container.getId(),
    }));
    if (!mine || !another || !foreign || !theirs) throw new Error('four containers were started');
    await requireOurs(docker, 'mine', [mine]);
    await expect(requireOurs(docker, 'mine', [mine, another])).rejects.toThrow(
      /^service1: expected a container with the label ha-drill\.run=mine that this drill made, found .* with ha-drill\.run=another\./,
    );
    await expect(requireOurs(docker, 'mine', [foreign, mine])).rejects.toThrow(/service2: .* no such label/);
    await expect(requireOurs(docker, 'mine', [theirs])).rejects.toThrow(/service3: .* of another process/);
  } finally {
    await Promise.all(containers.map((container) => container.stop()));
  }
});

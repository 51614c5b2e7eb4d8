import { GenericContainer } from 'testcontainers';
import { expect, test } from 'vitest';
import { startClock } from '../../src/clock.ts';
import { runLabel } from '../../src/docker/labels.ts';
import { startSidecar } from '../../src/docker/sidecar.ts';
import { docker, images } from './server.ts';

test('no fault agent joins a namespace of the host, whatever the labels of its container say', async () => {
  const { toolbox } = await images();
  const idle = () =>
    new GenericContainer(toolbox).withCommand(['sleep', 'infinity']).withLabels({ [runLabel]: 'mine' });
  const onHost = await idle().withNetworkMode('host').start();
  const beside = await idle().withNetworkMode(`container:${onHost.getId()}`).start();
  const own = await idle().start();
  const agentOf = (containerId: string) =>
    startSidecar({
      docker,
      run: 'mine',
      image: toolbox,
      commands: '',
      rights: { capabilities: [] },
      clock: startClock(),
      service: { name: 'db1', containerId },
    });
  try {
    const refusal = /^db1: expected a container with namespaces of its own, found the network of the host/;
    await expect(agentOf(onHost.getId())).rejects.toThrow(refusal);
    await expect(agentOf(beside.getId())).rejects.toThrow(refusal);
    const agent = await agentOf(own.getId());
    await agent.stop();
  } finally {
    await Promise.all([onHost, beside, own].map((container) => container.stop()));
  }
});

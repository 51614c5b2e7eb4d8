import { randomBytes } from 'node:crypto';
import type Docker from 'dockerode';
import { startClock } from '../clock.ts';
import { labelsOf } from '../docker/labels.ts';
import { ignoreGone } from '../docker/leftovers.ts';
import { startSidecar } from '../docker/sidecar.ts';
import { agentFor } from '../faults/agents.ts';
import { faults } from '../faults/list.ts';
import type { Machine, Need } from '../faults/needs.ts';
import { type AgentNeed, agentTrial, mountTrialScript, readTrial } from './need-trials.ts';

type Probe = { readonly docker: Docker; readonly image: string; readonly run: string };

/**
 * Tries on this engine what faults need, in containers of its own that are removed again. Nothing else is touched.
 *
 * @param image the toolbox image
 * @throws Error when the engine cannot run the containers at all
 */
export async function probeNeeds(docker: Docker, image: string, needs: ReadonlySet<Need>): Promise<Machine> {
  const probe: Probe = { docker, image, run: `probe-${randomBytes(4).toString('hex')}` };
  const ofAgent = [...needs].filter((need) => need !== 'loop-xfs');
  const [byAgent, byMount] = await Promise.all([
    ofAgent.length > 0 ? tryByAgent(probe, ofAgent) : {},
    needs.has('loop-xfs') ? tryToMount(probe) : {},
  ]);
  return { ...byAgent, ...byMount };
}

/** By a fault agent beside a container that does nothing, as faults have it beside a database. */
async function tryByAgent(probe: Probe, needs: readonly AgentNeed[]): Promise<Machine> {
  const { docker, image, run } = probe;
  return inContainer(
    probe,
    { Cmd: ['sleep', 'infinity'], HostConfig: { CapDrop: ['ALL'] } },
    async (container) => {
      const service = { name: 'probe', containerId: container.id };
      const agent = await startSidecar({
        docker,
        run,
        image,
        ...(await agentFor([faults.isolate, faults.delay, faults.bandwidth])),
        service,
        clock: startClock(),
      });
      try {
        const tried = needs.map(async (need) => {
          const { lines } = await agent.run(agentTrial(need));
          return [need, readTrial(lines)] as const;
        });
        return Object.fromEntries(await Promise.all(tried));
      } finally {
        await agent.stop();
      }
    },
  );
}

/** With the right to mount, and to open the control device of loop devices (10:237, kernel devices.txt). */
async function tryToMount(probe: Probe): Promise<Machine> {
  const options = {
    Cmd: ['bash', '-c', mountTrialScript],
    Tty: true,
    HostConfig: {
      NetworkMode: 'none',
      CapDrop: ['ALL'],
      CapAdd: ['SYS_ADMIN', 'MKNOD'],
      SecurityOpt: ['apparmor=unconfined'],
      DeviceCgroupRules: ['c 10:237 rmw'],
    },
  };
  return inContainer(probe, options, async (container) => {
    await container.wait();
    const said = await container.logs({ stdout: true, stderr: true });
    return { 'loop-xfs': readTrial(said.toString().trim().split('\n')) };
  });
}

async function inContainer<T>(
  { docker, image, run }: Probe,
  options: Docker.ContainerCreateOptions,
  use: (container: Docker.Container) => Promise<T>,
): Promise<T> {
  const labels = labelsOf(run, { role: 'probe' });
  const container = await docker.createContainer({ ...options, Image: image, Labels: labels });
  try {
    await container.start();
    return await use(container);
  } finally {
    await container.remove({ force: true }).catch(ignoreGone);
  }
}

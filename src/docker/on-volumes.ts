import type Docker from 'dockerode';
import type { ContainerActs } from './container-acts.ts';
import { marksIn } from './labels.ts';

/** Programs beside one container, with its volumes, whether it runs or not. */
export function onVolumes(docker: Docker, containerId: string): ContainerActs['runOnVolumes'] {
  return async ([program = '', ...words]) => {
    const { Config, Image } = await docker.getContainer(containerId).inspect();
    const beside = await docker.createContainer({
      Image,
      Entrypoint: [program],
      Cmd: words,
      Labels: marksIn(Config.Labels),
      // Root without capabilities could not touch the files of the server's own account.
      HostConfig: {
        VolumesFrom: [containerId],
        NetworkMode: 'none',
        CapDrop: ['ALL'],
        CapAdd: ['DAC_OVERRIDE'],
        SecurityOpt: ['no-new-privileges'],
      },
      User: '0',
    });
    try {
      await beside.start();
      const { StatusCode } = (await beside.wait()) as { StatusCode: number };
      return StatusCode;
    } finally {
      await beside.remove({ force: true });
    }
  };
}

import Docker from 'dockerode';
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';
import type { Disk } from '../../src/docker/container-acts.ts';
import { ensureImages } from '../../src/docker/images.ts';
import type { ClusterService } from '../../src/docker/services.ts';
import type { Account } from '../../src/engine/types.ts';
import { patienceMs } from '../support/patience.ts';

export const docker = new Docker();

/** Tags of all images, built if they are missing. */
export async function images(): Promise<{ mysql: string; toolbox: string }> {
  const { mysql, toolbox } = await ensureImages(docker, () => undefined, ['mysql', 'toolbox']);
  return { mysql: mysql.tag, toolbox: toolbox.tag };
}

export const admin: Account = { user: 'ha_admin', password: 'it-admin' };
export const application: Account = { user: 'ha_application', password: 'it-application' };

/** One real server under the supervisor, with the accounts of a cluster. */
export type Server = { readonly container: StartedTestContainer; readonly service: ClusterService };

/** Its volumes that are not the image's own, and options of mysqld. */
export type ServerOptions = {
  readonly volumes?: readonly { readonly source: string; readonly target: string }[];
  readonly disks?: readonly Disk[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
};

export async function startServer(
  name: string,
  image: string,
  { volumes = [], disks = [], command = [], environment = {} }: ServerOptions = {},
): Promise<Server> {
  const container = await new GenericContainer(image)
    .withBindMounts([...volumes])
    .withCommand([...command])
    .withEnvironment({
      HA_DRILL_ADMIN_PASSWORD: admin.password,
      HA_DRILL_REPLICATION_PASSWORD: 'it-replication',
      HA_DRILL_APPLICATION_PASSWORD: application.password,
      ...environment,
    })
    .withLabels({ 'ha-drill.run': 'integration' })
    .withWaitStrategy(Wait.forLogMessage(/(mysqld|mariadbd): ready for connections/))
    .withStartupTimeout(patienceMs)
    .start();
  const { NetworkSettings, Image } = await docker.getContainer(container.getId()).inspect();
  const address = Object.values(NetworkSettings.Networks)[0]?.IPAddress ?? '';
  const service: ClusterService = {
    name,
    role: 'node',
    containerId: container.getId(),
    image,
    imageId: Image,
    address,
    isOver: false,
    disks,
  };
  return { container, service };
}

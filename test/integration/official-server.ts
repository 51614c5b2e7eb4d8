import type { ClusterService } from '../../src/docker/services.ts';
import { waitFor } from '../../src/wait.ts';
import { officialImages } from '../official-images.ts';
import { patienceMs } from '../support/patience.ts';
import { docker } from './server.ts';
import { addressOf, knock } from './target.ts';

/** What is PID 1 of the container of a server from the official image. */
export const shapes = {
  /** The server itself, as the image means it. */
  alone: undefined,
  /** A shell that ends with the server. */
  wrapped: ['bash', '-c', 'docker-entrypoint.sh mysqld & wait $!'],
  /** One that starts it again, and takes no SIGTERM. */
  looping: ['bash', '-c', 'while :; do docker-entrypoint.sh mysqld & wait $!; done'],
} as const;

/** A server as other people run it: nothing of ours is in its container. */
export type OfficialServer = { readonly service: ClusterService; stop(): Promise<void> };

/** Starts one; resolves when it lets clients in. */
export async function startOfficial(
  name: string,
  shape: keyof typeof shapes,
  restart: 'no' | 'unless-stopped',
): Promise<OfficialServer> {
  const { mysql } = await officialImages(docker);
  const entrypoint = shapes[shape];
  const container = await docker.createContainer({
    Image: mysql,
    ...(entrypoint && { Entrypoint: [...entrypoint] }),
    Env: ['MYSQL_ROOT_PASSWORD=it-root'],
    Labels: { 'ha-drill.run': 'integration' },
    HostConfig: { RestartPolicy: { Name: restart } },
  });
  await container.start();
  const { Image } = await container.inspect();
  await waitFor({ what: `${name} to let clients in`, deadlineMs: patienceMs }, async () => {
    const seen = await knock(await addressOf(container.id));
    return seen === 'open' ? { done: true, value: undefined } : { done: false, state: seen };
  });
  const address = await addressOf(container.id);
  return {
    service: {
      name,
      role: 'node',
      containerId: container.id,
      image: mysql,
      imageId: Image,
      address,
      isOver: false,
      disks: [],
    },
    stop: () => container.remove({ force: true, v: true }),
  };
}

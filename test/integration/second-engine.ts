import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import Docker from 'dockerode';
import { waitFor } from '../../src/wait.ts';

/** A second engine on this machine, which has nothing in common with the first. */
export type SecondEngine = {
  readonly docker: Docker;
  /** For DOCKER_HOST: an address of TCP, as that of an engine on another machine. */
  readonly address: string;
  /** For `docker --host`. */
  readonly socket: string;
  stop(): Promise<void>;
};

/**
 * A dockerd in namespaces of its own: its networks are not on this machine, it sees neither this checkout nor /tmp, and all
 * that it starts ends with it. Its control groups are below one of its own.
 */
export async function startSecondEngine(): Promise<SecondEngine> {
  const folder = await mkdtemp('/var/lib/ha-drill-second-engine-');
  // Not the configuration of this machine's own engine.
  await writeFile(join(folder, 'none.json'), '{}');
  const socket = join(folder, 'docker.sock');
  const script = `
    set -e
    ip link set lo up
    # A checkout below /tmp is hidden with it.
    for hidden in /run /tmp '${process.cwd()}'; do mkdir -p "$hidden"; mount -t tmpfs none "$hidden"; done
    cd /
    exec dockerd --config-file ${folder}/none.json --data-root ${folder}/data --exec-root ${folder}/exec \
      --pidfile ${folder}/pid --host unix://${socket} --cgroup-parent /ha-drill-second >${folder}/log 2>&1`;
  const namespaces = ['--mount', '--net', '--pid', '--fork', '--mount-proc', '--kill-child'];
  const child = spawn('unshare', [...namespaces, 'sh', '-c', script], { stdio: 'inherit' });
  const docker = new Docker({ socketPath: socket });
  try {
    await waitFor({ what: 'the second engine answers', deadlineMs: 120_000 }, async () => {
      if (child.exitCode !== null) throw new Error(await readFile(join(folder, 'log'), 'utf8'));
      return docker.ping().then(
        () => ({ done: true, value: undefined }),
        (error: Error) => ({ done: false, state: error.message }),
      );
    });
  } catch (error) {
    await end(child, folder);
    throw error;
  }
  const proxy = await proxyTo(socket);
  return {
    docker,
    socket,
    address: `tcp://127.0.0.1:${proxy.port}`,
    stop: async () => {
      proxy.server.close();
      await end(child, folder);
    },
  };
}

/** Every process in its namespaces ends with it; its mounts go with their namespace. */
async function end(child: ChildProcess, folder: string): Promise<void> {
  const ended = once(child, 'exit');
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await ended;
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
}

async function proxyTo(socket: string): Promise<{ server: Server; port: number }> {
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const engine = connect({ path: socket, allowHalfOpen: true });
    client.pipe(engine).pipe(client);
    client.on('error', () => engine.destroy());
    engine.on('error', () => client.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the proxy has no address');
  return { server, port: address.port };
}

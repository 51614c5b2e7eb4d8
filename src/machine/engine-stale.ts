import { readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';

const enginePidFile = '/var/run/docker.pid';

/** Files by which a daemon says "I run": its process id. */
const pidFiles = [
  { path: enginePidFile, daemon: 'dockerd' },
  { path: '/var/run/docker/containerd/containerd.pid', daemon: 'containerd' },
];

/** Sockets of containerd: dockerd takes the mere presence of one for a containerd to talk to. */
const sockets = ['/run/containerd/containerd.sock', '/var/run/docker/containerd/containerd.sock'];

/**
 * Removes what an engine that died (kill -9, a copied disk) left and a new one would stumble over: process ids
 * that are gone or belong to another program by now, and sockets nobody listens on. What is alive is left alone.
 *
 * @returns the paths removed
 */
export async function removeStaleEngine(): Promise<string[]> {
  const stale = await Promise.all([
    ...pidFiles.map(async ({ path, daemon }) =>
      (await daemonState(path, daemon)) === 'stale' ? [path] : [],
    ),
    ...sockets.map(async (path) => ((await isDeadSocket(path)) ? [path] : [])),
  ]);
  const paths = stale.flat();
  for (const path of paths) await rm(path, { force: true });
  return paths;
}

/** What a pid file says about its daemon: there is no such file, it names a living process of it, or it does not. */
export async function daemonState(path: string, daemon: string): Promise<'absent' | 'alive' | 'stale'> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return 'absent';
  const pid = text.trim();
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  return name.trim() === daemon && !(await isZombie(pid)) ? 'alive' : 'stale';
}

/** Whether a dockerd lives, be it one that is starting or one that hangs. */
export async function isEngineAlive(): Promise<boolean> {
  return (await daemonState(enginePidFile, 'dockerd')) === 'alive';
}

/** Whether a socket file exists and refuses connections. */
export function isDeadSocket(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  });
}

/** A dead process whose parent never asked for it, as under a PID 1 that is no init. */
async function isZombie(pid: string): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
}

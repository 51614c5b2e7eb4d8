import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { pause } from '../../src/wait.ts';

/** A way to the Docker Engine that can be cut and slowed. */
export type EngineProxy = {
  /** For DOCKER_HOST. */
  readonly address: string;
  /** Cuts every connection, and lets none be made. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  /** Answers come so much later (ms). */
  slow(byMs: number): void;
  close(): Promise<void>;
};

/** Listens on a Unix socket for what is meant for the local engine. */
export async function engineProxy(path: string, engine = '/var/run/docker.sock'): Promise<EngineProxy> {
  const sockets = new Set<Socket>();
  let byMs = 0;
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const behind = connect({ path: engine, allowHalfOpen: true });
    for (const socket of [client, behind]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
    client.on('close', () => behind.destroy());
    behind.on('close', () => client.destroy());
    client.pipe(behind);
    void answer(behind, client);
  });
  /** In order, each piece so much later than it came. */
  const answer = async (from: Socket, to: Socket): Promise<void> => {
    try {
      for await (const chunk of from) {
        if (byMs > 0) await pause(byMs);
        to.write(chunk);
      }
      to.end();
    } catch {
      to.destroy();
    }
  };
  const listen = async (): Promise<void> => {
    server.listen(path);
    await once(server, 'listening');
  };
  const cut = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await listen();
  return {
    address: `unix://${path}`,
    cut,
    mend: listen,
    slow: (ms) => {
      byMs = ms;
    },
    close: async () => {
      if (server.listening) await cut();
    },
  };
}

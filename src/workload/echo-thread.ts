import { createServer } from 'node:net';
import { parentPort } from 'node:worker_threads';

/** Sends back what it gets: the other end of the control probe, in a thread of its own so that the machine must schedule two. */
const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => socket.destroy());
  socket.pipe(socket);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address) parentPort?.postMessage({ port: address.port });
});

import type { Connection } from 'mysql2/promise';

/** Errors by which a server says, or shows, that it is going down. */
const goingDown = new Set(['PROTOCOL_CONNECTION_LOST', 'ECONNRESET', 'ER_SERVER_SHUTDOWN', 'EPIPE']);

/** Whether an error is what the client of a server sees that shuts down. */
export function saysGoingDown(error: unknown): boolean {
  return error instanceof Error && 'code' in error && goingDown.has(String(error.code));
}

/**
 * Asks the server to shut down and start again; resolves when it has begun. With our configuration it comes back
 * read-only, following nobody: the hard way to make a server stop writing that cannot be made read-only.
 */
export async function restartServer(server: Connection): Promise<void> {
  try {
    await server.query('RESTART');
  } catch (error) {
    if (!saysGoingDown(error)) throw error;
  }
}

/** Errors by which a server says, or shows, that it is going down. */
const codes = new Set(['PROTOCOL_CONNECTION_LOST', 'ECONNRESET', 'ER_SERVER_SHUTDOWN', 'EPIPE']);

/** Whether an error is what the client of a server sees that shuts down, restarts or dies. */
export function saysGoingDown(error: unknown): boolean {
  return error instanceof Error && 'code' in error && codes.has(String(error.code));
}

import { createConnection } from 'node:net';

const deadlineMs = 500;

/**
 * Sends commands to HAProxy's runtime API over TCP, in one go; resolves with all it answered.
 * Rejects when it cannot be reached or does not answer within half a second.
 */
export function runtimeApi(
  at: { readonly host: string; readonly port: number },
  commands: readonly string[],
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(at);
    let answer = '';
    const timer = setTimeout(() => {
      socket.destroy(new Error(`HAProxy's runtime API did not answer within ${deadlineMs} ms`));
    }, deadlineMs);
    socket.setEncoding('utf8');
    socket.on('connect', () => socket.write(`${commands.join(';')}\n`));
    socket.on('data', (text) => {
      answer += String(text);
    });
    socket.on('error', reject);
    socket.on('end', () => resolve(answer));
    socket.on('close', () => {
      clearTimeout(timer);
      reject(new Error('HAProxy closed the connection'));
    });
  });
}

import { createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { startClock } from '../../../src/clock.ts';
import type { OperationLine } from '../../../src/history/schema.ts';
import { waitFor } from '../../../src/wait.ts';
import { startLoad } from '../../../src/workload/load.ts';

const undo: (() => void)[] = [];
afterEach(() => {
  for (const one of undo.splice(0)) one();
});

/** Accepts, and does to every connection what `each` does. */
async function listen(each: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    each(socket);
  });
  undo.push(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  if (at === null || typeof at === 'string') throw new Error('no port');
  return at.port;
}

/** What becomes of the first hundred writes of each kind of client. */
async function writesTo(port: number): Promise<OperationLine[]> {
  const lines: OperationLine[] = [];
  let died: Error | undefined;
  const load = startLoad(
    {
      kind: 'ledger',
      engine: 'mysql',
      hosts: [{ host: '127.0.0.1', port }],
      account: { user: 'nobody', password: 'none' },
      seed: 1,
      ratePerSecond: 200,
      writers: 8,
      probeEveryMs: 10,
      probeDeadlineMs: 500,
      clock: startClock(),
    },
    (more) => lines.push(...more),
    (error) => {
      died = error;
    },
  );
  await waitFor({ what: 'writes of both streams', deadlineMs: 20_000 }, () => {
    if (died) throw died;
    const count = (stream: string) => lines.filter(([of]) => of === stream).length;
    const [service, application] = [count('service'), count('application')];
    return service >= 100 && application >= 100
      ? { done: true, value: undefined }
      : { done: false, state: `${service} and ${application}` };
  });
  // Of what is under way when the load stops nobody knows what became of it.
  const ended = [...lines];
  await load.stop();
  return ended;
}

test.each([
  ['resets', (socket: Socket) => void socket.resetAndDestroy()],
  ['closes', (socket: Socket) => void socket.destroy()],
  [
    'resets after half a greeting',
    (socket: Socket) => void socket.write('\x4a\0\0', () => socket.resetAndDestroy()),
  ],
])(
  'a server that %s every connection while it is opened fails writes, and does not end the load',
  async (_, each) => {
    const lines = await writesTo(await listen(each));
    expect(new Set(lines.map(([, , , , , , , outcome]) => outcome))).toEqual(new Set(['fail']));
  },
);

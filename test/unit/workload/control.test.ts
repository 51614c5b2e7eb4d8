import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { startClock } from '../../../src/clock.ts';
import { waitFor } from '../../../src/wait.ts';
import { startControl } from '../../../src/workload/control.ts';

const { nowMs } = startClock();
const open: { server: Server; sockets: Socket[] }[] = [];

afterEach(() => {
  for (const { server, sockets } of open.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});

/** An echo that can be held up: what comes meanwhile is answered at once when it goes on. */
function echo(): Promise<{ port: number; hold(): void; goOn(): void }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.pipe(socket);
  });
  open.push({ server, sockets });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address ? address.port : 0,
        hold: () => sockets.map((socket) => socket.unpipe(socket)),
        goOn: () => sockets.map((socket) => socket.pipe(socket)),
      });
    });
  });
}

const until = (what: string, holds: () => boolean) =>
  waitFor({ what, deadlineMs: 20_000, everyMs: 5 }, () =>
    holds() ? { done: true, value: undefined } : { done: false, state: 'not yet' },
  );

test('a standstill of the echo is one gap from the last answer before to the first after it', async () => {
  const other = await echo();
  const probe = startControl({ port: other.port, everyMs: 20, nowMs });
  let answers = 0;
  await until('answers', () => {
    answers += probe.report().answers;
    return answers > 3;
  });
  const heldMs = nowMs();
  other.hold();
  await until('400 ms', () => nowMs() - heldMs > 400);
  other.goOn();
  const goneOnMs = nowMs();
  await until('the answers after it', () => nowMs() - goneOnMs > 200);
  const { gaps, slowestMs, answers: after } = probe.report();
  probe.stop();
  expect(after).toBeGreaterThan(3);
  expect(slowestMs).toBeGreaterThan(350);
  const across = gaps.find(([fromMs, toMs]) => fromMs <= heldMs + 20 && toMs >= goneOnMs);
  expect(across?.[0]).toBeGreaterThan(heldMs - 2000);
});

test('a standstill that goes on is told when the probe stops, up to then', async () => {
  const other = await echo();
  const probe = startControl({ port: other.port, everyMs: 20, nowMs });
  await until('an answer', () => probe.report().answers > 0);
  other.hold();
  const heldMs = nowMs();
  await until('200 ms', () => nowMs() - heldMs > 200);
  expect(probe.report().gaps.some(([, toMs]) => toMs >= heldMs + 200)).toBe(false);
  const { gaps } = probe.stop();
  expect(gaps.at(-1)?.[1]).toBeGreaterThanOrEqual(heldMs + 200);
});

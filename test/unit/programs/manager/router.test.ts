import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type Router, startRouter, withoutProxy } from '../../../../src/programs/manager/proxy/router.ts';
import { waitFor } from '../../../../src/wait.ts';

/** As much of HAProxy's runtime API as the router speaks: two backends of two servers, all off at first. */
class FakeProxy {
  readonly on = new Set<string>();
  /** It says yes to everything and does nothing. */
  deaf = false;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (text) => socket.end(this.#answer(String(text).trim())));
    });
  }

  async listen(port = 0): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(line: string): string {
    if (line === 'show servers state') return this.#state();
    for (const command of this.deaf ? [] : line.split(';')) {
      const [, server = '', state] = /^set server (\S+) state (\S+)$/.exec(command) ?? [];
      if (state === 'ready') this.on.add(server);
      if (state === 'maint') this.on.delete(server);
    }
    return '\n';
  }

  #state(): string {
    const lines = ['write/db1', 'write/db2', 'read/db1', 'read/db2'].map(
      (name) => `2 ${name.replace('/', ' ')} ${this.on.has(name) ? 2 : 0}`,
    );
    return ['1', '# be_id be_name srv_name srv_op_state', ...lines, '', ''].join('\n');
  }
}

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function routerTo(port: number): { router: Router; told: [string, boolean][] } {
  const told: [string, boolean][] = [];
  const router = startRouter({
    at: { host: '127.0.0.1', port },
    everyMs: 10,
    onRouted: (node, changed) => told.push([node, changed]),
  });
  closing.push(() => router.stop());
  return { router, told };
}

const toDb2 = { write: 'db2', read: ['db1'] };

async function until(what: string, holds: () => boolean): Promise<void> {
  await waitFor({ what, deadlineMs: 10_000, everyMs: 5 }, () =>
    holds() ? { done: true, value: undefined } : { done: false, state: 'not yet' },
  );
}

test('what is wanted is brought about, and said to be a change once', async () => {
  const proxy = new FakeProxy();
  closing.push(() => proxy.stop());
  const { router, told } = routerTo(await proxy.listen());
  await router.apply(toDb2);
  await until('it is compared again', () => told.length > 2);
  expect([...proxy.on].sort()).toEqual(['read/db1', 'write/db2']);
  expect(told.filter(([, changed]) => changed)).toEqual([['db2', true]]);
});

test('while the proxy is away, nothing is routed; it is as soon as it is back', async () => {
  const proxy = new FakeProxy();
  const port = await proxy.listen();
  await proxy.stop();
  const { router, told } = routerTo(port);
  await expect(router.apply(toDb2)).rejects.toThrow('ECONNREFUSED');
  expect(told).toEqual([]);
  const back = new FakeProxy();
  closing.push(() => back.stop());
  await back.listen(port);
  await until('it is routed', () => told.length > 0);
  expect(told[0]).toEqual(['db2', true]);
  expect(router.status().problem).toBeNull();
});

test('a proxy that says yes and does nothing is not taken at its word', async () => {
  const proxy = new FakeProxy();
  proxy.deaf = true;
  closing.push(() => proxy.stop());
  const { router, told } = routerTo(await proxy.listen());
  await expect(router.apply(toDb2)).rejects.toThrow(
    'HAProxy did not take "set server write/db2 state ready"',
  );
  expect(told).toEqual([]);
});

test('without a proxy a new primary counts as routed, and nobody is cut off', async () => {
  const seen: string[] = [];
  const router = withoutProxy((node) => void seen.push(node));
  await router.apply({ write: 'db2', read: [] });
  await router.apply({ write: null, read: [] });
  expect(router.hasProxy).toBe(false);
  expect(seen).toEqual(['db2']);
  expect(router.status()).toEqual({ wanted: { write: null, read: [] }, problem: null });
});

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { monotonicNowMs } from '../../clock.ts';
import { messageOf } from '../../errors.ts';
import type { EventLog } from '../event-log.ts';
import type { Manager } from './manager.ts';
import type { ManagerWord } from './words.ts';

const switchoverSchema = z.strictObject({ to: z.string().min(1).optional() });
const maxBodyBytes = 10_000;

/** `GET /status` and `POST /switchover`, both JSON. */
export function startHttp(port: number, manager: Manager, log: EventLog<ManagerWord>): Server {
  const server = createServer((request, response) => {
    route(request, manager, log).then(
      ([status, body]) => send(response, status, body),
      (error: unknown) => send(response, 400, { error: messageOf(error) }),
    );
  });
  return server.listen(port);
}

async function route(
  request: IncomingMessage,
  manager: Manager,
  log: EventLog<ManagerWord>,
): Promise<[number, unknown]> {
  const path = new URL(request.url ?? '/', 'http://manager').pathname;
  if (request.method === 'GET' && path === '/status') return [200, statusOf(manager, log)];
  if (request.method === 'POST' && path === '/switchover') {
    const { to } = switchoverSchema.parse(await readJson(request));
    manager.requestSwitchover(to ?? null);
    return [202, { accepted: true, to: to ?? null }];
  }
  return [404, { error: `Expected GET /status or POST /switchover, found ${request.method} ${path}.` }];
}

/** Times are on the kernel's monotonic clock; `monotonicNowMs` lets the reader bound the difference to its own. */
function statusOf(manager: Manager, log: EventLog<ManagerWord>): object {
  const nowMs = monotonicNowMs();
  const { primary, followers, restarted, errant, lostTails, refused, sealed, unrouted } = manager.state;
  return {
    monotonicNowMs: nowMs,
    primary,
    state: manager.activity,
    followers,
    restarted: Object.keys(restarted),
    errant,
    lostTails,
    unrouted: unrouted?.node ?? null,
    refused,
    sealed,
    routing: manager.routing,
    nodes: [...manager.views.values()].map((view) => ({
      name: view.name,
      answeredMsAgo: view.aliveAtMs === null ? null : Math.round(nowMs - view.aliveAtMs),
      failure: view.failure,
      state: view.state,
    })),
    events: log.recent(),
  };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let body = '';
  for await (const chunk of request) {
    body += String(chunk);
    if (body.length > maxBodyBytes) throw new Error(`Expected at most ${maxBodyBytes} bytes.`);
  }
  return body === '' ? {} : JSON.parse(body);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(body, undefined, 2)}\n`);
}

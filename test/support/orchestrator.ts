import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../../src/package-root.ts';

/** What a moment of Orchestrator 3.2.6 was recorded as: the answer of each path. */
export type Recorded = Record<string, { readonly status: number; readonly body?: unknown }>;

/** The answers recorded at a moment (test/fixtures/orchestrator), some fields of them left out. */
export function recorded(moment: string): Recorded {
  const path = join(fileURLToPath(packageRoot), 'test/fixtures/orchestrator', `${moment}.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as Recorded;
}

/** A server that gives these answers, and 404 to everything else; as Orchestrator does, 404 has no JSON. */
export async function answering(answers: Recorded): Promise<{ readonly url: string; stop(): void }> {
  const server: Server = createServer((request, response) => {
    const answer = answers[request.url ?? ''];
    response.statusCode = answer?.status ?? 404;
    response.end(answer?.body === undefined ? 'not found' : JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop: () => server.close() };
}

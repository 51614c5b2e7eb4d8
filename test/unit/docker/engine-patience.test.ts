import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withPatience } from '../../../src/docker/engine-patience.ts';

let folder: string;
let socketPath: string;
let engine: Server | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ha-drill-engine-'));
  socketPath = join(folder, 'engine.sock');
});
afterEach(async () => {
  engine?.closeAllConnections();
  engine?.close();
  engine = undefined;
  await rm(folder, { recursive: true, force: true });
});

/** Something that listens where an engine does, and answers as it is told. */
function listen(answer: RequestListener): Promise<void> {
  engine = createServer(answer);
  return new Promise((resolve) => engine?.listen(socketPath, () => resolve()));
}

const well: RequestListener = (_, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"Version":"28.0"}');
};
const client = (patienceMs: number) => withPatience(new Docker({ socketPath }), socketPath, patienceMs);

test('a request is made again until an engine that was away answers', async () => {
  const asked = client(60_000).version();
  setTimeout(() => void listen(well), 100);
  expect(await asked).toMatchObject({ Version: '28.0' });
});

test('an engine that stays away is an error of the environment that says what was asked, and where', async () => {
  const docker = client(300);
  const lost = { name: 'DrillError', exitCode: 3 };
  const message =
    /^The Docker Engine at .*engine\.sock does not answer any more for \d+ ms \(GET \/version: .*ENOENT/;
  await expect(docker.version()).rejects.toMatchObject({ ...lost, message: expect.stringMatching(message) });
  const startedAtMs = performance.now();
  await expect(docker.getContainer('x').start()).rejects.toMatchObject(lost);
  expect(performance.now() - startedAtMs).toBeLessThan(250);
  await listen(well);
  expect(await docker.version()).toMatchObject({ Version: '28.0' });
});

test('what may have been carried out is not made again; what changes nothing is', async () => {
  const seen: string[] = [];
  await listen((request, response) => {
    seen.push(`${request.method}`);
    if (seen.length === 1 || request.method === 'POST') response.destroy();
    else well(request, response);
  });
  const docker = client(60_000);
  expect(await docker.version()).toMatchObject({ Version: '28.0' });
  await expect(docker.getContainer('x').start()).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringMatching(/\(POST \/containers\/x\/start: /),
  });
  expect(seen).toEqual(['GET', 'GET', 'POST']);
});

test('what an engine refuses is passed on as it is, at once', async () => {
  await listen((_, response) => response.writeHead(404).end('{"message":"no such container"}'));
  await expect(client(60_000).getContainer('x').inspect()).rejects.toMatchObject({ statusCode: 404 });
});

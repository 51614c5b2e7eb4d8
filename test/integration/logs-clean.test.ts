import { afterAll, beforeAll, expect, test } from 'vitest';
import { demultiplex } from '../../src/docker/log-tail.ts';
import { logsClean } from '../../src/judge/checks/logs-clean.ts';
import { waitFor } from '../../src/wait.ts';
import { emptyRecord, manifestOf } from '../support/parts.ts';
import { patienceMs } from '../support/patience.ts';
import { docker, images, type Server, startServer } from './server.ts';

let server: Server;

beforeAll(async () => {
  server = await startServer('db1', (await images()).mysql);
});
afterAll(() => server?.container.stop({ removeVolumes: true }));

/** How the check judges what the server has logged up to now. */
async function judged() {
  const container = docker.getContainer(server.service.containerId);
  const text = demultiplex(await container.logs({ stdout: true, stderr: true }));
  const manifest = manifestOf();
  const topology = { ...manifest.topology, nodes: ['db1'] };
  const logs = new Map([['db1', { text, whole: true }]]);
  return { text, result: logsClean.judge(emptyRecord({ manifest: { ...manifest, topology }, logs })) };
}

/** Sends a signal to the server, waits until its supervisor tells of its death, and has it started again. */
async function killBy(signal: string, nth: number): Promise<void> {
  const command = `kill -${signal} $(cat /run/ha-drill/mysqld.pid)`;
  await server.container.exec(['sh', '-c', command]);
  await logs(/ended with exit code/g, nth);
  await server.container.exec(['sh', '-c', 'kill -USR1 1']);
  await logs(/mysqld: ready for connections/g, nth + 1);
}

function logs(words: RegExp, times: number): Promise<void> {
  return waitFor({ what: `${times} times ${words}`, deadlineMs: patienceMs }, async () => {
    const found = [...(await judged()).text.matchAll(words)].length;
    return found >= times ? { done: true, value: undefined } : { done: false, state: `${found} times` };
  });
}

test('a server that was killed leaves no mark; one that crashed does', async () => {
  await killBy('KILL', 1);
  expect((await judged()).result).toEqual({
    verdict: 'pass',
    summary: 'no mark of a crash or of damage',
    evidence: [],
  });
  await killBy('SEGV', 2);
  const { result } = await judged();
  expect(result.verdict).toBe('fail');
  expect(result.evidence).toEqual([expect.stringMatching(/^db1: .*mysqld got signal 11/)]);
});

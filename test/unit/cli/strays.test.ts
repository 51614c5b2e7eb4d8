import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';
import { isOfEnvironment } from '../../../src/errors.ts';
import { DeadlineError, within } from '../../../src/wait.ts';

const strays = new URL('../../../src/cli/strays.ts', import.meta.url).href;

/** Runs a program in a process of its own that catches what strays. */
function program(body: string): Promise<{ code: unknown; stderr: string }> {
  const text = `import { catchStrays, onStray } from ${JSON.stringify(strays)}; catchStrays(); ${body}`;
  const words = ['--input-type=module', '-e', text];
  return new Promise((resolve) =>
    execFile(process.execPath, words, (error, _, stderr) => resolve({ code: error?.code ?? 0, stderr })),
  );
}

test('a stray error, or a rejection that nobody awaits, is a bug and exits 70', async () => {
  const thrown = await program(`setTimeout(() => { throw new Error('planted'); }, 1)`);
  expect(thrown).toMatchObject({ code: 70, stderr: expect.stringContaining('this is a bug: planted') });
  expect(thrown.stderr).toMatch(/report it with .*ha-drill-bug-\d+\.txt/);
  expect(await program(`Promise.reject(new Error('planted'))`)).toMatchObject({ code: 70 });
});

test('what is going on ends in order, and the exit code stays; a second stray error ends it at once', async () => {
  const inOrder = `onStray((bug) => setTimeout(() => console.error('in order: ' + bug.message), 20));`;
  const once = await program(`${inOrder} setTimeout(() => { throw new Error('planted'); }, 1)`);
  expect(once).toMatchObject({
    code: 70,
    stderr: expect.stringContaining('in order: a bug of ha-drill: planted'),
  });
  const bomb = `setTimeout(() => { throw new Error('planted'); }, 1);`;
  const twice = await program(`${inOrder} ${bomb} ${bomb}`);
  expect(twice.code).toBe(70);
  expect(twice.stderr).not.toContain('in order');
});

test('what an engine, a server, a network or a disk does is no bug; what a program does wrong is', async () => {
  const coded = (code: string) => Object.assign(new Error('x'), { code });
  for (const code of ['ECONNREFUSED', 'ER_ACCESS_DENIED_ERROR', 'PROTOCOL_CONNECTION_LOST', 'ENOSPC'])
    expect(isOfEnvironment(coded(code))).toBe(true);
  expect(isOfEnvironment(Object.assign(new Error('no such container'), { statusCode: 404 }))).toBe(true);
  expect(isOfEnvironment(new DeadlineError('x', 1, 'y'))).toBe(true);
  const late = await within(new Promise(() => undefined), 1, 'late').catch((error: unknown) => error);
  expect(isOfEnvironment(late)).toBe(true);
  expect(isOfEnvironment(new TypeError('x is not a function'))).toBe(false);
  expect(isOfEnvironment(coded('ERR_INVALID_ARG_TYPE'))).toBe(false);
  expect(isOfEnvironment('x')).toBe(false);
});

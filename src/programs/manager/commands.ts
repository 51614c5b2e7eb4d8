import { parseArgs } from 'node:util';
import { usageError } from '../../errors.ts';

/** `node /app/manager.mjs status|switchover`, run beside a running manager: asks it over HTTP, prints its answer. */
export async function runCommand(words: readonly string[], httpPort: number): Promise<void> {
  const { positionals, values } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { to: { type: 'string' } },
  });
  const [command, ...rest] = positionals;
  const base = `http://127.0.0.1:${httpPort}`;
  if (command === 'status' && rest.length === 0) return print(await fetch(`${base}/status`));
  if (command === 'switchover' && rest.length === 0) {
    const body = JSON.stringify(values.to === undefined ? {} : { to: values.to });
    return print(await fetch(`${base}/switchover`, { method: 'POST', body }));
  }
  throw usageError(
    `Expected no command (the manager itself), "status" or "switchover [--to NODE]", found "${words.join(' ')}".`,
  );
}

async function print(response: Response): Promise<void> {
  process.stdout.write(await response.text());
  if (!response.ok) process.exitCode = 1;
}

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from '../../../mysql/session.ts';
import { runFolder } from './own-server.ts';

/**
 * A file from which MySQL's programs read an account, so that no password shows on a command line; for
 * `--defaults-extra-file`. Only this user can read it.
 *
 * @param options more lines of it
 */
export async function credentialsFile(
  { user, password }: Account,
  options: readonly string[] = ['get-server-public-key'],
): Promise<string> {
  await mkdir(runFolder, { recursive: true, mode: 0o700 });
  const path = join(runFolder, `${user}.cnf`);
  const quoted = password.replace(/["\\]/g, '\\$&');
  await writeFile(path, `[client]\nuser=${user}\npassword="${quoted}"\n${options.join('\n')}\n`, {
    mode: 0o600,
  });
  return path;
}

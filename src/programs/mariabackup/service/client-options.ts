import { credentialsFile } from '../../backup/service/credentials.ts';
import type { Account } from '../../mysql/session.ts';

/** A file from which MariaDB's programs read an account. Without TLS: the certificate of a node of drills is nobody's. */
export function clientOptions(account: Account): Promise<string> {
  return credentialsFile(account, ['skip-ssl']);
}

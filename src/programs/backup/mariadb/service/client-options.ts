import type { Account } from '../../../mysql/session.ts';
import { credentialsFile } from '../../common/service/credentials.ts';

/** A file from which MariaDB's programs read an account. Without TLS: the certificate of a node of drills is nobody's. */
export function clientOptions(account: Account): Promise<string> {
  return credentialsFile(account, ['skip-ssl']);
}

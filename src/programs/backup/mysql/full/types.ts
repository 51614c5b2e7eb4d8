import type { Account } from '../../../mysql/session.ts';
import type { BackupEvent } from '../../common/words.ts';
import type { Server } from '../service/servers.ts';
import type { FullBackupDraft, FullBackupFacts } from '../store/full-backup.ts';
import type { FullBackup } from '../store/schema.ts';
import type { FullName } from './names.ts';

/** What a method may use. */
export type FullContext = {
  readonly store: string;
  readonly admin: Account;
  readonly replication: Account;
  emit(event: BackupEvent): void;
};

/** One way to take a full backup and to bring it back. */
export type FullMethod = {
  readonly name: FullName;
  readonly description: string;
  /**
   * Writes a copy of a server into a draft, and says at which position it is consistent and how that was proved.
   *
   * @throws DrillError (exit 3) when the copy is not whole or its position is not proved
   */
  take(
    server: Server,
    draft: FullBackupDraft,
    context: FullContext,
  ): Promise<Pick<FullBackupFacts, 'gtids' | 'howConsistent' | 'tool'>>;
  /** Fills the folder of the service's own server with what a backup holds; the server is down when this resolves. */
  load(backup: FullBackup, context: FullContext): Promise<void>;
};

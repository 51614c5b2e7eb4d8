import type { Account, ServerAddress } from '../../../mysql/session.ts';
import type { BackupEvent } from '../../common/words.ts';
import type { ArchiveName } from './names.ts';

/** What archiving may use. */
export type ArchiveContext = {
  readonly store: string;
  readonly nodes: readonly ServerAddress[];
  readonly admin: Account;
  readonly replication: Account;
  readonly archiveMethod: ArchiveName;
  emit(event: BackupEvent): void;
};

/** The binary logs of one server, from a file on, into one archive. */
export type Stream = {
  /** Of the archive in the store. */
  readonly id: string;
  readonly server: ServerAddress;
  /** The file to begin with. */
  readonly file: string;
  /** Transactions before that file, and others that the archive has: they need not come again. */
  readonly known: string;
};

/**
 * Archives what a server writes until the stream breaks or the signal is aborted; all files are sealed then.
 * Resolves with why it ended.
 */
export type Archiver = (context: ArchiveContext, stream: Stream, signal: AbortSignal) => Promise<string>;

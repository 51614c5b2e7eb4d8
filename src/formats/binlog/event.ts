import type { GtidSet } from '../gtid.ts';

/**
 * Type codes of binary log events (Log_event_type in binlog_event.h of the server). 23-25 are the row events before 5.6
 * and those of MariaDB, 39 is an update of parts of JSON values, 34 stands before a transaction without a GTID. From 160 on
 * they are MariaDB's own (log_event.h): 166-168 are its row events, compressed.
 */
export const eventTypes = {
  query: 2,
  stop: 3,
  rotate: 4,
  formatDescription: 15,
  xid: 16,
  executeLoadQuery: 18,
  tableMap: 19,
  rowsQuery: 29,
  gtid: 33,
  anonymousGtid: 34,
  previousGtids: 35,
  xaPrepare: 38,
  transactionPayload: 40,
  taggedGtid: 42,
  annotateRows: 160,
  mariadbGtid: 162,
  gtidList: 163,
} as const;

export const rowChanges: ReadonlyMap<number, 'insert' | 'update' | 'delete'> = new Map([
  [23, 'insert'],
  [24, 'update'],
  [25, 'delete'],
  [30, 'insert'],
  [31, 'update'],
  [32, 'delete'],
  [39, 'update'],
  [166, 'insert'],
  [167, 'update'],
  [168, 'delete'],
]);

/** What an event says, as far as anything here asks for it. */
export type EventContent =
  | {
      readonly kind: 'format';
      readonly serverVersion: string;
      readonly checksummed: boolean;
      readonly inUse: boolean;
    }
  | { readonly kind: 'previous-gtids'; readonly gtids: GtidSet }
  /** MariaDB's: the last transaction of each domain and server before the file. */
  | { readonly kind: 'gtid-list'; readonly gtids: readonly string[] }
  | {
      readonly kind: 'gtid';
      /** `uuid` or `uuid:tag`, of MariaDB `domain-server`; null for a transaction without a GTID. */
      readonly origin: string | null;
      readonly number: number;
      /** When the server that wrote the file committed it, and the one that did first (microseconds since the epoch); 0 is unknown. */
      readonly immediateCommitUs: number;
      readonly originalCommitUs: number;
      /** It stands for BEGIN as well, as MariaDB's does. */
      readonly begins?: boolean;
    }
  | {
      readonly kind: 'query';
      /** The current database of the session; empty for none. */
      readonly database: string;
      /** At most the first mebibyte of it. */
      readonly sql: string;
    }
  | { readonly kind: 'rows-query'; readonly sql: string }
  | {
      readonly kind: 'table-map';
      readonly tableId: number;
      readonly schema: string;
      readonly table: string;
      /** What is behind the names: for `loggedColumns`. Cut where rows were not asked for. */
      readonly columns: Buffer;
    }
  | {
      readonly kind: 'rows';
      readonly change: 'insert' | 'update' | 'delete';
      readonly tableId: number;
      /** What was changed, from the number of columns on; null where it was not asked for, or is longer than is kept. */
      readonly image: Buffer | null;
    }
  | { readonly kind: 'rotate'; readonly nextFile: string }
  | { readonly kind: 'xid' | 'xa-prepare' | 'stop' | 'payload' | 'other' };

export type BinlogEvent = EventContent & {
  readonly type: number;
  /** Seconds since the epoch. */
  readonly timestampS: number;
  readonly serverId: number;
  /** The first byte of the event, and the first after it. */
  readonly offset: number;
  readonly endOffset: number;
  /** Its length; for an event in a compressed transaction the length before compression. */
  readonly bytes: number;
  /** It is part of a compressed transaction, whose `payload` event follows and has the same offsets. */
  readonly inner: boolean;
};

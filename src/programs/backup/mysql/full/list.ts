import { clone } from './clone.ts';
import { mysqldump } from './mysqldump.ts';
import type { FullName } from './names.ts';
import type { FullMethod } from './types.ts';

/** All methods by name. */
export const fullMethods: Readonly<Record<FullName, FullMethod>> = { clone, mysqldump };

/** Programs that make copies which prove nothing, with the reason for which they are refused. */
export const refusedMethods: Readonly<Record<string, string>> = {
  mydumper:
    'mydumper 0.10.1 (Debian) ends with exit code 0 on MySQL 9.7 and records neither binlog position nor GTIDs: SHOW MASTER STATUS is gone from the server. Nothing can be replayed onto such a dump.',
};

import { z } from 'zod';
import { damageSchema } from '../../../../formats/binlog/damage.ts';
import { parsePosition } from '../../../../formats/mariadb-gtid.ts';
import { idSchema, storedFileSchema } from '../../common/store/stored-file.ts';

const position = z
  .string()
  .refine(isPosition, 'expected a position such as "0-1-100"')
  .meta({ description: 'a position of MariaDB: the last transaction of each domain' });

const timeUs = z
  .number()
  .int()
  .nullable()
  .meta({ description: 'microseconds since the epoch; null for none' });

/** What a binary log file of MariaDB holds, as a catalogue keeps it. */
export const binlogSummarySchema = z.strictObject({
  before: position.nullable().meta({
    description: 'what its server had when it began the file; null where that cannot be read',
  }),
  gtids: position.meta({ description: 'the last complete transaction of each domain in it' }),
  first: z.array(z.string()).meta({ description: 'the first of each domain in it' }),
  transactions: z.number().int().meta({ description: 'complete ones' }),
  firstWrittenUs: timeUs,
  lastWrittenUs: timeUs,
  bytes: z.number().int().meta({ description: 'that could be read' }),
  damage: damageSchema.nullable(),
});
export type BinlogSummary = z.infer<typeof binlogSummarySchema>;

const serverSchema = z.strictObject({ name: z.string(), id: z.number().int(), version: z.string() });
const timeline = z.number().int().positive().meta({ description: 'which history of the database, from 1' });

export const backupKinds = ['full', 'incremental', 'differential'] as const;
export type BackupKind = (typeof backupKinds)[number];

/** A backup of a server's data folder: `full/<id>/manifest.json`, of whichever kind it is. */
export const backupSchema = z.strictObject({
  format: z.literal('ha-drill/mariadb-backup/1'),
  id: idSchema,
  kind: z.enum(backupKinds).meta({
    description:
      'all pages; those changed since the newest backup of any kind; or those changed since the newest full one',
  }),
  base: idSchema.nullable().meta({ description: 'the backup that it builds on; null for a full one' }),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  timeline,
  server: serverSchema.meta({ description: 'the server that was backed up' }),
  dataFolder: z.string().meta({ description: 'which data folder that was: a new one has pages of its own' }),
  gtids: position.meta({ description: 'where the server was at the instant of the backup' }),
  howConsistent: z.string().min(1),
  fromLsn: z.string().regex(/^\d+$/).meta({ description: 'pages changed since this position of InnoDB' }),
  toLsn: z.string().regex(/^\d+$/).meta({ description: 'the next one can begin here' }),
  streamBytes: z.number().int().meta({ description: 'before it was compressed' }),
  files: z.array(storedFileSchema).min(1),
  tool: z.string(),
});
export type Backup = z.infer<typeof backupSchema>;

const sealedBinlogSchema = storedFileSchema.extend({ summary: binlogSummarySchema }).strict();

/** The binary logs of one server, as they came: `archive/<id>/manifest.json`. */
export const archiveSchema = z.strictObject({
  format: z.literal('ha-drill/mariadb-archive/1'),
  id: idSchema,
  timeline,
  server: serverSchema,
  startedAt: z.iso.datetime(),
  files: z.array(sealedBinlogSchema).meta({ description: 'complete, in the order of their server' }),
  growing: z
    .strictObject({ name: idSchema, summary: binlogSummarySchema.nullable() })
    .nullable()
    .meta({ description: 'the file being written, and what it held when it was last read' }),
  dropped: z.array(idSchema).meta({ description: 'no longer part of the archive, but perhaps still there' }),
});
export type Archive = z.infer<typeof archiveSchema>;

function isPosition(text: string): boolean {
  try {
    parsePosition(text);
    return true;
  } catch {
    return false;
  }
}

import { z } from 'zod';
import { binlogSummarySchema, gtidSetText as gtids } from '../../../../formats/binlog/summary.ts';
import { idSchema, storedFileSchema } from '../../common/store/stored-file.ts';

const sealedBinlogSchema = storedFileSchema.extend({ summary: binlogSummarySchema }).strict();
export type SealedBinlog = z.infer<typeof sealedBinlogSchema>;

const serverSchema = z.object({ name: z.string(), uuid: z.guid(), version: z.string() }).strict();

/** Ends with a restore that leaves transactions out: what came before it never meets what comes after. */
const timeline = z
  .number()
  .int()
  .positive()
  .meta({ description: 'which history of the database it belongs to, counted from 1' });

/** A full backup: `full/<id>/manifest.json`. */
export const fullBackupSchema = z
  .object({
    format: z.literal('ha-drill/full-backup/1'),
    id: idSchema,
    method: z.enum(['mysqldump', 'clone']),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime(),
    timeline,
    server: serverSchema.meta({ description: 'the server that was backed up' }),
    gtids: gtids.meta({ description: 'gtid_executed at the position at which the backup is consistent' }),
    howConsistent: z.string().min(1).meta({ description: 'how that position was proved' }),
    files: z.array(storedFileSchema).min(1),
    tool: z.string().meta({ description: 'the program that took the backup, and its version' }),
  })
  .strict();
export type FullBackup = z.infer<typeof fullBackupSchema>;

/** The binlogs of one server, as they came: `archive/<id>/manifest.json`. */
export const archiveSchema = z
  .object({
    format: z.literal('ha-drill/archive/1'),
    id: idSchema,
    method: z.enum(['mysqlbinlog', 'receiver']),
    timeline,
    server: serverSchema.meta({ description: 'the server whose transactions they are' }),
    purgedGtids: gtids.meta({
      description: 'its gtid_purged when the archive began: what its files do not list as executed before',
    }),
    startedAt: z.iso.datetime(),
    files: z.array(sealedBinlogSchema).meta({ description: 'complete, in the order of their server' }),
    growing: z
      .object({ name: idSchema, summary: binlogSummarySchema.nullable() })
      .strict()
      .nullable()
      .meta({ description: 'the file being written, and what it held when it was last read' }),
    dropped: z
      .array(idSchema)
      .meta({ description: 'no longer part of the archive, but perhaps still there' }),
  })
  .strict();
export type Archive = z.infer<typeof archiveSchema>;

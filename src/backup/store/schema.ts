import { z } from 'zod';
import { parseGtidSet } from '../../replication/gtid.ts';

const gtids = z.string().refine(isGtidSet, 'expected a GTID set such as "uuid:1-5"');

function isGtidSet(text: string): boolean {
  try {
    parseGtidSet(text);
    return true;
  } catch {
    return false;
  }
}

/** Safe as the name of a folder or of a file that a server chose. */
export const idSchema = z.string().regex(/^\w[\w.-]*$/, 'expected letters, digits, "_", "-" and "."');
const bytes = z.number().int().nonnegative();
const commitAtUs = z.number().int().nonnegative().nullable();

/** What a binlog file holds, as far as it was read. */
export const binlogSummarySchema = z
  .object({
    previousGtids: gtids.meta({ description: 'what its server had executed before the file began' }),
    gtids: gtids.meta({ description: 'the transactions that the file holds whole' }),
    firstCommitAtUs: commitAtUs.meta({
      description: 'immediate_commit_timestamp of its first transaction, microseconds since the epoch',
    }),
    lastCommitAtUs: commitAtUs.meta({ description: 'the same of its last transaction' }),
    bytes: bytes.meta({ description: 'of the file when it was read' }),
    completeBytes: bytes.meta({ description: 'up to the end of its last whole transaction' }),
    ended: z.boolean().meta({ description: 'whether its server closed it: the last event says so' }),
  })
  .strict();
export type BinlogSummary = z.infer<typeof binlogSummarySchema>;

export const storedFileSchema = z
  .object({ name: idSchema, bytes, sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in hex') })
  .strict();
export type StoredFile = z.infer<typeof storedFileSchema>;

const sealedBinlogSchema = storedFileSchema.extend({ summary: binlogSummarySchema }).strict();
export type SealedBinlog = z.infer<typeof sealedBinlogSchema>;

const serverSchema = z.object({ name: z.string(), uuid: z.guid(), version: z.string() }).strict();

/** A full backup: `full/<id>/manifest.json`. */
export const fullBackupSchema = z
  .object({
    format: z.literal('ha-drill/full-backup/1'),
    id: idSchema,
    method: z.enum(['mysqldump', 'clone']),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime(),
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
    server: serverSchema.meta({ description: 'the server whose transactions they are' }),
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

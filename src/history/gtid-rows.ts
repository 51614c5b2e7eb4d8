import { z } from 'zod';

/** First line of `gtids/<node>.ndjson.gz`: which binary logs of the node were read, and which were not. */
export const gtidRowsHeaderSchema = z.object({
  format: z.literal('ha-drill/gtids/1'),
  node: z.string(),
  keepsLogs: z.boolean().meta({ description: 'the node writes a binary log of what it applies' }),
  files: z.array(z.string()),
  left: z.array(z.string()).meta({ description: 'the oldest, which were too much to be read' }),
});
export type GtidRowsHeader = z.infer<typeof gtidRowsHeaderSchema>;

/**
 * Later lines: digests of what transactions changed, `[origin, first number, digests]`, the numbers ascending by 1. One that
 * begins with `~` is not of all columns.
 */
export const gtidRowsLineSchema = z.tuple([z.string(), z.number().int(), z.array(z.string())]);
export type GtidRowsLine = z.infer<typeof gtidRowsLineSchema>;

/** Last line: all was read, and what was found damaged. */
export const gtidRowsEndSchema = z.object({ end: z.object({ damage: z.array(z.string()) }) });

/** What the transactions of a node changed, by its binary logs. */
export type GtidRows = Omit<GtidRowsHeader, 'format'> & {
  readonly damage: readonly string[];
  /** By origin, then by number. */
  readonly digests: ReadonlyMap<string, ReadonlyMap<number, string>>;
};

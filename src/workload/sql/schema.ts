import { z } from 'zod';
import { duration } from '../../formats/units.ts';
import { isolationLevels } from '../beside/client.ts';

const statement = z.string().min(1).max(20_000);
const name = z
  .string()
  .max(60)
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'expected lower-case words joined by hyphens')
  .refine((text) => text !== 'invariant', 'expected another name than "invariant", which the record uses');
const isolation = z.enum(isolationLevels);
const mostThinkMs = 60_000;

const operation = z
  .object({
    weight: z
      .number()
      .positive()
      .max(1000)
      .default(1)
      .meta({ description: 'how often it is chosen, beside the weights of the others' }),
    read: statement.optional().meta({ description: 'one statement that changes nothing' }),
    write: statement.optional().meta({ description: 'one statement that takes effect by itself' }),
    transaction: z
      .array(statement)
      .min(1)
      .max(100)
      .optional()
      .meta({ description: 'statements that are committed together' }),
    isolation: isolation
      .default('repeatable-read')
      .meta({ description: 'isolation level of the transaction' }),
    think: duration
      .refine((ms) => ms <= mostThinkMs, 'expected at most 1m')
      .prefault('0s')
      .meta({
        description: 'a pause before each statement but the first, up to 1m: the transaction stays open',
      }),
  })
  .strict()
  .refine(
    ({ read, write, transaction }) =>
      [read, write, transaction].filter((one) => one !== undefined).length === 1,
    'expected one of read, write and transaction',
  );

const mostNames = 50;
const some = (record: object): boolean =>
  Object.keys(record).length >= 1 && Object.keys(record).length <= mostNames;

/** A file that says what clients do, as people write it. */
export const sqlFile = z
  .object({
    prepare: z.string().min(1).meta({
      description:
        'a file of SQL from the folder of this one, run once on the primary as administrator, in the schema `ledger`; `DELIMITER` is understood',
    }),
    operations: z
      .record(name, operation)
      .refine(some, `expected 1 to ${mostNames} operations`)
      .meta({ description: 'what clients do, by names of your own' }),
    invariants: z
      .record(name, statement)
      .refine(some, `expected 1 to ${mostNames} invariants`)
      .meta({ description: 'queries that must answer no row, by names of your own' }),
    invariantShare: z.number().min(0.001).max(0.5).default(0.02).meta({
      description: 'share of the operations that ask an invariant, one after the other, through the endpoint',
    }),
  })
  .strict();
export type SqlFile = z.output<typeof sqlFile>;

const content = z.object({
  /** With the place of each, for what the server says of it. */
  prepare: z.array(z.object({ at: z.string(), sql: z.string() })),
  operations: z.record(
    z.string(),
    z.object({
      kind: z.enum(['read', 'write', 'transaction']),
      statements: z.array(z.string()),
      weight: z.number(),
      isolation,
      thinkMs: z.number(),
    }),
  ),
  invariants: z.record(z.string(), z.string()),
  invariantShare: z.number(),
});
/** What the files of the workload hold, read and found to be in order. */
export type SqlContent = z.infer<typeof content>;
export type SqlOperation = SqlContent['operations'][string];

/** What a scenario may say of the workload; what its file holds is added when the scenario is read. */
export const sqlOptions = z
  .object({
    file: z
      .string()
      .min(1)
      .meta({ description: 'the file of the workload, from the folder of the scenario' }),
    content: content
      .nullable()
      .default(null)
      .meta({ description: 'what the files hold: filled in, never written', readOnly: true }),
  })
  .strict();
export type SqlOptions = z.output<typeof sqlOptions>;

/** @throws RangeError where the files were not read */
export function contentOf({ content: held }: SqlOptions): SqlContent {
  if (!held) throw new RangeError('the files of the workload sql were not read');
  return held;
}

/** The operations of a file, with its statements in lists. */
export function operationsOf({ operations }: SqlFile): SqlContent['operations'] {
  return Object.fromEntries(
    Object.entries(operations).map(([key, { read, write, transaction, weight, isolation, think }]) => {
      const kind = transaction ? 'transaction' : write === undefined ? 'read' : 'write';
      return [
        key,
        { kind, statements: transaction ?? [read ?? write ?? ''], weight, isolation, thinkMs: think },
      ];
    }),
  );
}

/** An invariant's rows, or those of a table, as a node has them at the end; or by which error it did not answer. */
export const finalValue = z.union([
  z.object({ violations: z.array(z.json()) }),
  z.object({ rows: z.number(), checksum: z.string() }),
  z.object({ error: z.string() }),
]);

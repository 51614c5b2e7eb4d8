import { z } from 'zod';
import { isolationLevels } from '../beside/client.ts';

/** Levels that a transaction may be promised; the last adds to serializable that it is as if in the order of real time. */
export const promisedLevels = [...isolationLevels, 'strict-serializable'] as const;
export type PromisedLevel = (typeof promisedLevels)[number];

/** What a scenario may say of the appends. */
export const appendOptions = z
  .object({
    isolation: z
      .enum(isolationLevels)
      .default('repeatable-read')
      .meta({ description: 'isolation level at which the transactions run' }),
    promises: z
      .enum(['same', ...promisedLevels])
      .default('same')
      .meta({
        description: 'the level whose anomalies are failures; `same`: at which they run, as MySQL has it',
      }),
    keys: z
      .number()
      .int()
      .min(1)
      .max(100)
      .default(5)
      .meta({ description: 'lists in use at a time: the fewer, the more transactions meet' }),
    length: z
      .number()
      .int()
      .min(1)
      .max(20)
      .default(4)
      .meta({ description: 'most statements of a transaction' }),
    appends: z
      .number()
      .int()
      .min(1)
      .max(1000)
      .default(48)
      .meta({ description: 'after so many appends another list takes the place of this one' }),
  })
  .strict();
export type AppendOptions = z.output<typeof appendOptions>;

const whole = z.number().int();

/** A list of elements, looked at in one go: a hundred thousand transactions read millions of them. */
const elements = z.custom<number[]>(
  (value) => Array.isArray(value) && value.every((one) => Number.isSafeInteger(one)),
  'expected a list of whole numbers',
);

/** One statement: `["append", key, element]`, or `["r", key, list]`, whose list is null before it was read. */
const statement = z.union([
  z.tuple([z.literal('append'), whole, whole]),
  z.tuple([z.literal('r'), whole, elements.nullable()]),
]);
export type Statement = z.infer<typeof statement>;

/** The value and the result of `txn`. */
export const transaction = z.array(statement);

/** The value of a final read, under the key of the list. */
export const list = elements;

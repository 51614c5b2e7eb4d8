import { z } from 'zod';
import { isolationLevels } from '../beside/client.ts';

/** What a scenario may say of the bank. */
export const bankOptions = z
  .object({
    accounts: z
      .number()
      .int()
      .min(2)
      .max(1000)
      .default(10)
      .meta({ description: 'the fewer, the more transfers meet' }),
    balance: z
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .default(100)
      .meta({ description: 'of each account at first' }),
    transfers: z.enum(['locked', 'unlocked', 'no-transaction']).default('locked').meta({
      description:
        'how an application changes what it has read: `locked` reads FOR UPDATE; `unlocked` reads without a lock, and loses updates below serializable; `no-transaction` does each statement by itself',
    }),
    reads: z
      .number()
      .min(0)
      .max(1)
      .default(0.3)
      .meta({ description: 'share of the operations that read all accounts' }),
    isolation: z
      .enum(isolationLevels)
      .default('repeatable-read')
      .meta({ description: 'isolation level of the transfers' }),
  })
  .strict();
export type BankOptions = z.output<typeof bankOptions>;

/** An account as it was read: `[id, balance, version]`. Each transfer raises the version of both of its accounts. */
export const account = z.tuple([z.number().int(), z.number().int(), z.number().int()]);
export type Account = z.infer<typeof account>;

/** The result of `read`. */
export const readResult = z.array(account);

/** The value of `transfer`. */
export const transferValue = z.object({
  from: z.number().int(),
  to: z.number().int(),
  amount: z.number().int(),
});
export type Transfer = z.infer<typeof transferValue>;

/** The result of `transfer`: the versions that it read and built upon; not moved where the money or an account was not there. */
export const transferResult = z.object({
  moved: z.boolean(),
  versions: z.array(z.tuple([z.number().int(), z.number().int()])),
});

/** The value of a final read, under the id of the account. */
export const finalValue = z.tuple([z.number().int(), z.number().int()]);

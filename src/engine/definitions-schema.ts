import { z } from 'zod';

/** An event as its server has it. */
const eventSchema = z.object({
  status: z.enum(['enabled', 'disabled', 'disabled-on-replica']).meta({
    description:
      '`disabled-on-replica`: it came by replication, and its server runs it no more when it is promoted',
  }),
  lasts: z.boolean().meta({ description: 'it runs again and again, without an end' }),
});
export type DefinedEvent = z.infer<typeof eventSchema>;

/** All that is defined on one server at one time, system schemas left out. */
export const definitionsSchema = z.object({
  bodies: z.record(z.string(), z.string()).meta({
    description:
      'digests of accounts, grants, routines, triggers, events and views, by kind and name, such as `view shop.newest`',
  }),
  tables: z.record(z.string(), z.string()).meta({
    description:
      'columns, keys and constraints of all tables as the server tells them, by kind and name, such as `column shop.orders.id`; a digest of what else a table is',
  }),
  scheduler: z.boolean().meta({ description: 'the server runs its events' }),
  events: z.record(z.string(), eventSchema).meta({ description: 'by name, such as `shop.nightly`' }),
  definers: z
    .record(z.string(), z.object({ account: z.string(), exists: z.boolean() }))
    .meta({ description: 'who defined each view, routine, trigger and event, by kind and name' }),
  views: z
    .record(z.string(), z.string().nullable())
    .meta({ description: 'why a view cannot be read, by name; null where it can' }),
});
export type Definitions = z.infer<typeof definitionsSchema>;

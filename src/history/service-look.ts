import { z } from 'zod';

/** What a failover manager says about itself, as far as it says it. */
const managerSchema = z.object({
  activity: z.string().nullable().meta({ description: '`watching`, or what it does instead' }),
  primary: z.string().nullable().meta({ description: 'the node that it holds for the primary' }),
  problem: z.string().nullable().meta({ description: 'why it cannot route, by its own words' }),
  silent: z.array(z.string()).meta({ description: 'nodes that do not answer it' }),
});

/** To whom the write endpoint leads. */
const proxySchema = z.object({ serverUuid: z.string() });

/** What a service that failover needs answered the harness, or why it did not. Data of the event `service-seen`. */
export const serviceLookSchema = z.object({
  role: z.enum(['manager', 'proxy']),
  askedAtMs: z.number(),
  everyMs: z.number().meta({ description: 'how often it is asked; what changes nothing is not recorded' }),
  error: z.string().nullable(),
  manager: managerSchema.nullable(),
  proxy: proxySchema.nullable(),
  last: z.boolean().meta({ description: 'the last look of the drill: until then it was asked all the time' }),
});
export type ServiceLook = z.infer<typeof serviceLookSchema>;

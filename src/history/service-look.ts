import { z } from 'zod';
import { toolLookSchema } from '../failover/types.ts';

/** A service that has not answered by then does not answer (ms). */
export const lookTimeoutMs = 1000;

/** To whom the write endpoint leads. */
const proxySchema = z.object({ serverUuid: z.string() });

/** What a service that failover needs answered the harness, or why it did not. Data of the event `service-seen`. */
export const serviceLookSchema = z.object({
  role: z.enum(['manager', 'proxy']),
  askedAtMs: z.number(),
  everyMs: z.number().meta({ description: 'how often it is asked; what changes nothing is not recorded' }),
  error: z.string().nullable(),
  manager: toolLookSchema.nullable(),
  proxy: proxySchema.nullable(),
  reads: z.string().nullable().exactOptional().meta({
    description:
      'why its read endpoint leads to nobody; null where it leads to a server, absent where the service has none',
  }),
  last: z.boolean().meta({ description: 'the last look of the drill: until then it was asked all the time' }),
});
export type ServiceLook = z.infer<typeof serviceLookSchema>;

import { z } from 'zod';
import { toolLookSchema } from '../failover/types.ts';

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
  last: z.boolean().meta({ description: 'the last look of the drill: until then it was asked all the time' }),
});
export type ServiceLook = z.infer<typeof serviceLookSchema>;

import { z } from 'zod';
import type { Fault } from './types.ts';

const parameters = z
  .object({
    what: z
      .enum(['process', 'host'])
      .default('process')
      .meta({ description: 'SIGKILL of the server process, or of the whole host behind a cut network' }),
  })
  .strict();

export const kill: Fault<typeof parameters> = {
  name: 'kill',
  description: 'SIGKILL: of the server process (clients are refused), or of the host (clients see silence).',
  parameters,
  inject: () => Promise.reject(new Error('not yet')),
};

import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { valueAt } from '../document/check.ts';
import type { Source } from '../document/source.ts';

const service = z.object({
  image: z.string().catch(''),
  extends: z.object({ file: z.string(), service: z.string() }).optional().catch(undefined),
});
export type ServiceText = z.infer<typeof service>;

/** The services of a compose file, as written; nothing is said about what else it holds, Compose checks that. */
export function servicesOf(source: Source): Readonly<Record<string, ServiceText>> {
  const services = z.record(z.string(), service.catch({ image: '' })).catch({});
  return services.parse(valueAt(source, ['services']));
}

/** The absolute path of the compose file whose service this one extends. */
export function extendedFile(source: Source, { extends: base }: ServiceText): string | undefined {
  return base && resolve(dirname(source.path), base.file);
}

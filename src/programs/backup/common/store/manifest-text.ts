import type { z } from 'zod';
import { messageOf } from '../../../../errors.ts';
import { sha256Of } from './checksum.ts';

/** The text of a manifest, with its own checksum: JSON that people and tools can read. */
export function formatManifest(manifest: object): string {
  const sha256 = sha256Of(JSON.stringify(manifest));
  return `${JSON.stringify({ sha256, manifest }, null, 2)}\n`;
}

/**
 * A manifest from its text.
 *
 * Every byte counts: a text that is not exactly what `formatManifest` writes was changed, even where it still reads
 * as a manifest.
 *
 * @throws Error whose message says what was expected and found
 */
export function parseManifest<T>(schema: z.ZodType<T>, text: string): T {
  const manifest = manifestIn(text);
  if (text !== formatManifest(manifest)) {
    throw new Error('expected the text that its checksum is of, found it changed');
  }
  const parsed = schema.safeParse(manifest);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0] ?? { path: [], message: 'not a manifest' };
  throw new Error(`${path.join('.')}: ${message}`);
}

function manifestIn(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`expected JSON: ${messageOf(error)}`);
  }
  const manifest = typeof value === 'object' && value !== null && 'manifest' in value ? value.manifest : null;
  if (typeof manifest !== 'object' || manifest === null) throw new Error('expected a manifest, found none');
  return manifest;
}

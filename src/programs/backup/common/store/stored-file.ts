import { z } from 'zod';

/** Safe as the name of a folder or of a file that a server chose. */
export const idSchema = z.string().regex(/^\w[\w.-]*$/, 'expected letters, digits, "_", "-" and "."');
const bytes = z.number().int().nonnegative();

export const storedFileSchema = z
  .object({ name: idSchema, bytes, sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in hex') })
  .strict();
export type StoredFile = z.infer<typeof storedFileSchema>;

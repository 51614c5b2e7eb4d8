import { z } from 'zod';

/** A line of the user's configuration that our cluster does not take as it is written. */
export const configChangeSchema = z.object({
  file: z.string().meta({ description: 'the file of the user' }),
  line: z.number().int().meta({ description: 'counted from 1' }),
  written: z.string().meta({ description: 'the line as it stands there' }),
  used: z.string().nullable().meta({ description: 'what is used instead; null where it is left out' }),
  why: z.string(),
});
export type ConfigChange = z.infer<typeof configChangeSchema>;

/** Where a line of a file comes from. */
export type Origin = { readonly file: string; readonly line: number; readonly written: string };

/** A line that a file of ours has from one of the user's; undefined where we wrote it. */
export type OutputLine = { readonly text: string; readonly origin?: Origin | undefined };

/** A change in one line of text, for people. */
export function changeLine({ file, line, written, used, why }: ConfigChange): string {
  return `${file}:${line}: ${written.trim()} -> ${used ?? 'left out'}: ${why}`;
}

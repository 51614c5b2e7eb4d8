import { z } from 'zod';
import { parseJsonLine } from './json-line.ts';

/** An event as a program tells it: one line of JSON, stamped by the kernel's monotonic clock. */
const eventLine = z.object({
  type: z.string(),
  node: z.string().optional(),
  text: z.string(),
  data: z.record(z.string(), z.json()).optional(),
  monotonicMs: z.number(),
});
export type ToldEvent = z.infer<typeof eventLine>;

/** The event of a line; undefined for a line that is none, such as a warning of the program's runtime. */
export function readEventLine(line: string): ToldEvent | undefined {
  return eventLine.safeParse(parseJsonLine(line)).data;
}

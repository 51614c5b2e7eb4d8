import { z } from 'zod';
import type { ToldEvent } from '../formats/event-line.ts';

/** What a failover tool says about itself, as far as it says it. */
export const toolLookSchema = z.object({
  activity: z.string().nullable().meta({ description: '`watching`, or what it does instead' }),
  primary: z.string().nullable().meta({ description: 'the node that it holds for the primary' }),
  problem: z.string().nullable().meta({ description: 'what keeps it from its work, by its own words' }),
  silent: z.array(z.string()).meta({ description: 'nodes that do not answer it' }),
  leads: z.boolean().nullable().exactOptional().meta({
    description:
      'of several services, whether this is the one that acts; absent where there is no such thing',
  }),
  failure: z
    .object({ node: z.string(), as: z.string().meta({ description: 'the name that the tool has for it' }) })
    .nullable()
    .exactOptional()
    .meta({ description: 'the primary that it counts as dead; absent where a tool tells that by events' }),
  recovery: z
    .object({
      id: z.number(),
      of: z.string().meta({ description: 'the node that failed' }),
      successor: z.string().nullable().meta({ description: 'the node that it chose; it need not lead yet' }),
    })
    .nullable()
    .exactOptional()
    .meta({ description: 'the newest failover that it began; absent where a tool tells that by events' }),
});
export type ToolLook = z.infer<typeof toolLookSchema>;

/** Who decides that another node leads, as far as a drill must know. */
export type FailoverTool = {
  readonly name: string;
  readonly description: string;
  /** Whether it is a program of its own, with services in the topology. Else it is part of the servers, or nobody. */
  readonly isProgram: boolean;
  /** Whether it makes a cluster of blank servers. Else the harness does, as the kind of replication is formed. */
  readonly forms: boolean;
  /** Whether it takes nodes back that come up again. Else an operator of the recovery does. */
  readonly mends: boolean;
  /**
   * What a line of its log tells, by the types of events of a record; undefined for a line that is no event. Absent where
   * nobody understands its words.
   */
  readonly eventOf?: (line: string) => ToldEvent | undefined;
  /**
   * Whether its log tells every promotion (`promoted`) and the end of every failover (`failover-completed`). Else the
   * harness tells and counts the promotions that it sees in its samples.
   */
  readonly tellsPromotions: boolean;
  /**
   * Asks it how it is, by HTTP. Rejects when it does not answer. Absent where it cannot be asked. `nameOf` knows the service
   * of a host, by any name or address that the host has in its network; it gives back what it does not know.
   */
  readonly look?: (url: string, timeoutMs: number, nameOf: (host: string) => string) => Promise<ToolLook>;
  /**
   * Asks it for the kernel's monotonic clock by which it stamps the lines of its log (ms). Absent where it has no answer to
   * that: its stamps are then taken as they are.
   */
  readonly clockMs?: (url: string, timeoutMs: number) => Promise<number>;
};

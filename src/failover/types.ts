import { z } from 'zod';
import type { ToldEvent } from '../formats/event-line.ts';

/** What a failover tool says about itself, as far as it says it. */
export const toolLookSchema = z.object({
  activity: z.string().nullable().meta({ description: '`watching`, or what it does instead' }),
  primary: z.string().nullable().meta({ description: 'the node that it holds for the primary' }),
  problem: z.string().nullable().meta({ description: 'why it cannot route, by its own words' }),
  silent: z.array(z.string()).meta({ description: 'nodes that do not answer it' }),
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
  /** Asks it how it is, by HTTP. Rejects when it does not answer. Absent where it cannot be asked. */
  readonly look?: (url: string, timeoutMs: number) => Promise<ToolLook>;
};

import type { ManagerLook } from './look.ts';

/** An event as a tool tells it: stamped by the kernel's monotonic clock. */
export type ToldEvent = {
  /** One of the types of events of a record; a tool's own words are translated by its file. */
  readonly type: string;
  readonly node?: string | undefined;
  readonly text: string;
  readonly data?: Readonly<Record<string, unknown>> | undefined;
  readonly monotonicMs: number;
};

/** Who decides that another node leads, as far as a drill must know. */
export type FailoverTool = {
  readonly name: string;
  readonly description: string;
  /** Whether it makes a cluster of blank servers. Else the harness does, as the kind of replication is formed. */
  readonly forms: boolean;
  /** Whether it takes nodes back that come up again. Else an operator of the recovery does. */
  readonly mends: boolean;
  /** What a line of its log tells; undefined for a line that is no event. Absent where nobody understands its words. */
  readonly eventOf?: (line: string) => ToldEvent | undefined;
  /** Asks it how it is, by HTTP. Rejects when it does not answer. Absent where it cannot be asked. */
  readonly look?: (url: string, timeoutMs: number) => Promise<ManagerLook>;
};

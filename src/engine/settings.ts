/** A variable of a server: its value now, and what set it (COMMAND_LINE, GLOBAL, PERSISTED, DYNAMIC, ...). */
export type Setting = { readonly value: string; readonly source: string };

/** How a replica reaches a source. */
export type Channel = {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly autoPosition: boolean;
  readonly retryEveryS: number;
  readonly retries: number;
  /** 0 where there are none. */
  readonly heartbeatS: number;
};

/** How a server is set up, by the names that 8.0.26 and later use. */
export type Settings = {
  readonly variables: Readonly<Record<string, Setting>>;
  /** What SET PERSIST wrote: it holds after a restart, whatever files and the command line say. */
  readonly persisted: Readonly<Record<string, string>>;
  readonly channels: readonly Channel[];
  /** Plugins that are active. */
  readonly plugins: readonly string[];
};

/** How a server is set up, as far as a person who drills it must know. */
export type SetUp = {
  readonly version: string;
  readonly dataFolder: string;
  /** Where it writes binary logs; undefined where it writes none. */
  readonly binlogFolder: string | undefined;
  /** How long a commit waits for an acknowledgement (ms); undefined where the server has no semisync. */
  readonly semisyncTimeoutMs: number | undefined;
  readonly hasClone: boolean;
  readonly readOnly: 'off' | 'read_only' | 'super_read_only';
  /** It accepts writes, and would again after a start: nobody switched read-only off while it ran. */
  readonly startsWritable: boolean;
};

import type { ConfigChange, Origin, OutputLine } from './change.ts';

/** Who is asked whether a file is in order before anything of the cluster is started. */
export type FileValidator = 'mysqld' | 'haproxy';

/** A file of a topology with configuration of the user in it. */
export type ConfiguredFile = {
  /** As the user's is called. */
  readonly name: string;
  readonly services: readonly string[];
  /** Its place in their containers. */
  readonly target: string;
  readonly lines: readonly OutputLine[];
  readonly validator: FileValidator | null;
};

/** What configuration of the user makes of a topology. */
export type Configured = {
  /** The topology that it is for, and the files, as people would write them. */
  readonly base: string;
  readonly paths: readonly string[];
  readonly files: readonly ConfiguredFile[];
  /** What Compose gets in place of what the topology says. */
  readonly services: Readonly<
    Record<
      string,
      { readonly command?: readonly string[]; readonly environment?: Readonly<Record<string, string>> }
    >
  >;
  readonly changes: readonly ConfigChange[];
  /** Names of settings of servers that are the topology's. */
  readonly kept: readonly string[];
  /** Settings that parameters of the topology would make, and that the files decide. */
  readonly decides: readonly Decided[];
};

/** A setting that a parameter would make, with the line of the user's that makes it now. */
export type Decided = { readonly parameter: string; readonly by: Origin };

/** A part of it: of one kind of file. */
export type ConfiguredPart = Omit<Configured, 'base'>;

/** The text of a file. */
export function textOfLines(lines: readonly OutputLine[]): string {
  return `${lines.map(({ text }) => text).join('\n')}\n`;
}

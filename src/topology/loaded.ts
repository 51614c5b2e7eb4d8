import type { Problem } from '../document/problem.ts';
import type { ComposeConfig, ComposeFiles } from './compose-config.ts';
import type { Configured } from './config/configured.ts';
import type { TopologySection } from './schema.ts';
import type { StackFile } from './stack-schema.ts';

/** A stack that was not made for ha-drill: its own compose files, and what its user says of it. */
export type Stack = ComposeFiles & {
  readonly config: ComposeConfig;
  readonly admin: StackFile['admin'];
  readonly application: StackFile['application'];
  /** Of the servers. */
  readonly port: StackFile['port'];
  /** Runs on this machine each time the stack is started. */
  readonly setup: StackFile['setup'];
  readonly recovery: StackFile['recovery'];
  /** Where each command of `recovery` stands in its file: it runs on this machine. */
  readonly commands: readonly Problem[];
};

/** A compose file that says how it is to be drilled. */
export type LoadedTopology = {
  /** The name of its folder. */
  readonly name: string;
  /** Absolute, as is `composePath`. */
  readonly folder: string;
  readonly composePath: string;
  readonly composeText: string;
  readonly section: TopologySection;
  /** Every service of the compose file, database nodes among them. */
  readonly services: readonly string[];
  /** The image of each service as written, here or where it is extended; empty where the service is built. */
  readonly images: Readonly<Record<string, string>>;
  /** Where each service mounts volumes that have a name; undefined where that is not known. */
  readonly mounts: Readonly<Record<string, readonly string[] | undefined>>;
  /** Whether what it wants of this machine is given to it. */
  readonly trust: boolean;
  /** What it was given because it is trusted, a line each with its place. */
  readonly trusted: readonly string[];
  /** What was told beside compose files that were not made for ha-drill; absent for our own. */
  readonly stack?: Stack;
  /** Configuration of the user in it. */
  readonly configured?: Configured;
};

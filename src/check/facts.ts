import type { StartOptions } from '../engine/at-start.ts';
import type { Observation } from '../engine/observation.ts';
import type { Trait } from '../engine/replication/traits.ts';
import type { Settings } from '../engine/settings.ts';
import type { FailoverToolName } from '../failover/list.ts';
import type { ServiceRole } from '../topology/roles.ts';
import type { Configs } from './config/configs.ts';

/** A file, folder or volume in a container. */
export type Mount = {
  readonly type: string;
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
};

/** A service of a stack, as its compose files and the engine tell of it. */
export type ServiceFacts = {
  readonly name: string;
  readonly role: ServiceRole;
  readonly image: string;
  /** `no` where nobody starts it again. */
  readonly restart: string;
  /** The words of its health check; none where it has none. */
  readonly healthcheck: readonly string[];
  readonly entrypoint: readonly string[];
  /** Other services that it waits for, and until when: `service_healthy` and so on. */
  readonly waitsFor: Readonly<Record<string, string>>;
  /** The service whose network it shares. */
  readonly livesIn?: string | undefined;
  readonly mounts: readonly Mount[];
  /** Every name by which others of the stack may know it. */
  readonly names: readonly string[];
  /** Names of others stand in its own /etc/hosts (extra_hosts): they lead where they always led. */
  readonly hasFixedNames: boolean;
  readonly environment: Readonly<Record<string, string>>;
  /** It has done its work and ended. */
  readonly isOver: boolean;
};

/** A database server of a stack, as it was seen before anything was broken. */
export type ServerFacts = {
  readonly node: string;
  readonly state: Observation;
  readonly settings: Settings;
  /** Options of its files and its command. */
  readonly startOptions: StartOptions;
};

/** An address where applications connect. */
export type EndpointFacts = {
  readonly services: readonly string[];
  /** Or a name, where no service is named. */
  readonly address?: string | undefined;
  readonly port: number;
};

/** What is known of a stack before anything is broken: all that findings and predictions are made from. */
export type StackFacts = {
  readonly replication: string;
  readonly traits: readonly Trait[];
  readonly nodes: readonly string[];
  readonly failover: { readonly tool: FailoverToolName; readonly services: readonly string[] };
  readonly proxies: readonly string[];
  readonly endpoints: { readonly write: EndpointFacts; readonly read?: EndpointFacts | undefined };
  readonly services: readonly ServiceFacts[];
  /** Those that answered. */
  readonly servers: readonly ServerFacts[];
  /** The node that others replicate from; undefined while that is none, or several. */
  readonly primary: string | undefined;
  readonly configs: Configs;
  /** Why a write through the endpoint is not on every node; undefined where it is, or was not tried. */
  readonly writeProblem?: string | undefined;
};

/** The variable of a server, as it is now; empty where it has none of that name. */
export function variable({ settings }: ServerFacts, name: string): string {
  return settings.variables[name]?.value ?? '';
}

/** Whether a program decides that another node leads: the one that the topology names, or one whose configuration was found. */
export function hasFailoverProgram({ failover, configs }: StackFacts): boolean {
  return failover.services.length > 0 || configs.orchestrators.length > 0;
}

/** Whether replicas fetch from a source, and one node at a time should accept writes. */
export function hasReplicas({ traits, nodes }: StackFacts): boolean {
  return traits.includes('channel') && traits.includes('one-writer') && nodes.length > 1;
}

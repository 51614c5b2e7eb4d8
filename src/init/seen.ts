import type { Ended } from '../docker/services.ts';
import type { EngineName, Observation } from '../engine/observation.ts';
import type { SetUp } from '../engine/settings.ts';

/** What a server of the isolated copy said. */
export type SeenNode = {
  readonly name: string;
  /** Undefined where it could not be asked from the network. */
  readonly state: Observation | undefined;
  readonly setUp: SetUp | undefined;
  /** What it said in a few words, or why it said nothing. */
  readonly says: string;
};

/** A place where something listens that may lead to the servers. */
export type Place =
  | { readonly service: string; readonly port: number }
  | { readonly address: string; readonly port: number };

/** Where connections to a place led, in the last rounds. */
export type Route = Place & {
  /** The node that answered, for each connection; null where none did. */
  readonly led: readonly (string | null)[];
  /** Why a connection failed, the last of them. */
  readonly error: string | undefined;
};

/** An address that moves between services: Docker gave it to none of them. */
export type FloatingAddress = { readonly address: string; readonly owner: string };

/** A name that a name server of the stack has for nodes. */
export type MovingName = {
  readonly name: string;
  readonly resolver: { readonly service: string; readonly port: number };
  /** Of the servers. */
  readonly port: number;
  /** The node at each address; null for an address of none. */
  readonly led: readonly (string | null)[];
};

/** What an isolated copy of the stack showed. */
export type Seen = {
  readonly nodes: readonly SeenNode[];
  readonly primary: string | undefined;
  /** What the servers are, by their own answer; undefined where none gave one. */
  readonly engine: EngineName | undefined;
  readonly ended: readonly Ended[];
  readonly routes: readonly Route[];
  readonly floating: readonly FloatingAddress[];
  readonly names: readonly MovingName[];
  /** Services that answer HTTP, with the port of it, by service: only those that were asked. */
  readonly httpPorts: Readonly<Record<string, number>>;
  /** What proxies logged last that led nowhere, by service. */
  readonly said: Readonly<Record<string, string>>;
  /** Why the servers could be asked no more than this; undefined where all went well. */
  readonly trouble: Trouble | undefined;
};

export type Trouble = {
  /** No account is known by which they could be asked, or none of them leads. */
  readonly what: 'no-account' | 'no-primary';
  readonly text: string;
};

/** The node that has a name or an address by which others call it. */
export function nodeCalled(
  host: string,
  nodes: readonly { readonly name: string; readonly names: readonly string[] }[],
): string | undefined {
  return nodes.find(({ names }) => names.includes(host))?.name;
}

/** The nodes that writes may be led to: the primary, or all members of a group in which all are. */
export function writersOf({ nodes, primary }: Pick<Seen, 'nodes' | 'primary'>): readonly string[] {
  const leader = nodes.find(({ name }) => name === primary);
  const { group } = leader?.state ?? {};
  if (group?.state !== 'ONLINE' || group.singlePrimary) return leader ? [leader.name] : [];
  return nodes.filter(({ state }) => state?.acceptsWrites).map(({ name }) => name);
}

import { mariadb } from './mariadb/engine.ts';
import { mysql } from './mysql/engine.ts';
import type { EngineName } from './observation.ts';
import type { ReplicationName } from './replication/kinds.ts';
import type { Engine, Replication } from './types.ts';

/** Every engine, by the name that topologies use. A new one is a folder beside this and a line here. */
export const engines: Readonly<Record<EngineName, Engine>> = { mysql, mariadb };

/**
 * The kind of replication of a topology, as its engine has it.
 *
 * @throws Error when it has none of that name: loading a topology refuses that
 */
export function replicationOf(section: {
  readonly engine: EngineName;
  readonly replication: ReplicationName;
}): Replication {
  const found = engines[section.engine].replications[section.replication];
  if (!found) throw new Error(`${section.engine} has no replication of the kind ${section.replication}.`);
  return found;
}

import type { StackFacts } from '../facts.ts';
import { type Finding, findingsBy, type Rule } from '../finding.ts';
import { inWordsOfMariadb } from '../words-of-mariadb.ts';
import { channelRules } from './channel.ts';
import { domainRules } from './domains.ts';
import { durabilityRules } from './durability.ts';
import { failoverRules } from './failover.ts';
import { identityRules } from './identity.ts';
import { proxyRules } from './proxy.ts';
import { semisyncRules } from './semisync.ts';
import { startingRules } from './starting.ts';
import { workingRules } from './working.ts';
import { writableRules } from './writable.ts';

/** Everything that is looked for, by what it is about. A new rule is an entry in one of these lists. */
export const families: Readonly<Record<string, readonly Rule[]>> = {
  'who accepts writes': writableRules,
  'who fails over': failoverRules,
  'semisynchronous replication': semisyncRules,
  'identities and transactions': identityRules,
  'what survives a crash': durabilityRules,
  'how replicas reach their source': channelRules,
  'who routes where': proxyRules,
  'the order in which services start': startingRules,
  'what fails together': domainRules,
  'whether it works at all': workingRules,
};

/** All findings about a stack, the serious first. */
export function findingsOf(facts: StackFacts): Finding[] {
  const found = findingsBy(Object.values(families).flat(), facts);
  const isMariadb = facts.servers.some(({ state }) => state.engine === 'mariadb');
  return isMariadb ? found.map(inWordsOfMariadb) : found;
}

import type { ServiceLook } from '../../../history/service-look.ts';

/** A node that accepts writes. */
export type Writer = { readonly node: string; readonly serverUuid: string };

/** Why a service does not do its part in a cluster whose `writers` accept writes; none when it does. */
export function idleBecause(look: ServiceLook | undefined, writers: readonly Writer[]): string[] {
  if (!look) return ['not asked yet'];
  if (look.error !== null) return [`is dead or out of reach: ${look.error}`];
  return look.role === 'manager' ? managerReasons(look.manager, writers) : proxyReasons(look, writers);
}

/** Where every service of a failover tool that tells whether it acts says that it does not: then nobody fails over. */
export function nobodyActs(looks: Iterable<ServiceLook>): string[] {
  const told = [...looks].flatMap(({ manager }) => (manager ? [manager.leads ?? null] : []));
  return told.includes(false) && !told.includes(true) ? ['no service of the failover tool acts'] : [];
}

/** A manager says as much as it does; what it does not say is not held against it. */
function managerReasons(said: ServiceLook['manager'], writers: readonly Writer[]): string[] {
  if (!said) return [];
  const { activity, primary, problem, silent } = said;
  const reasons: string[] = [];
  if (activity !== null && activity !== 'watching') reasons.push(`is ${activity}, expected watching`);
  if (primary === null) reasons.push('knows no primary');
  else if (!writers.some(({ node }) => node === primary)) {
    reasons.push(`holds ${primary} for the primary, which does not accept writes`);
  }
  if (problem !== null) reasons.push(`reports a problem: ${problem}`);
  for (const node of silent) reasons.push(`gets no answer from ${node}`);
  return reasons;
}

function proxyReasons({ proxy, reads }: ServiceLook, writers: readonly Writer[]): string[] {
  const ofReads = reads ? [`leads reads to nobody: ${reads}`] : [];
  // One that only reads go through leads writes nowhere.
  if (!proxy) return reads === undefined ? ['says not to whom it leads'] : ofReads;
  if (writers.some(({ serverUuid }) => serverUuid === proxy.serverUuid)) return ofReads;
  return [`leads writes to ${proxy.serverUuid}, which does not accept them`, ...ofReads];
}

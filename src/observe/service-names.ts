import type { Observation } from '../engine/observation.ts';

/**
 * An observation in which hosts are called by their services: servers call each other by whatever name or address they were
 * given, and whoever compares nodes knows services. What the server said is in its own answer.
 *
 * @param nameOf the service of a host, or the host itself where it is unknown
 */
export function withServiceNames(state: Observation, nameOf: (host: string) => string): Observation {
  const { source, group, raw } = state;
  return {
    ...state,
    source: source && { ...source, host: nameOf(source.host) },
    ...(group && {
      group: { ...group, members: group.members.map((one) => ({ ...one, host: nameOf(one.host) })) },
    }),
    ...(source && nameOf(source.host) !== source.host && { raw: { ...raw, source_host: source.host } }),
  };
}

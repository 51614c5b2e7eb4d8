import type { Observation } from '../../../engine/observation.ts';
import type { ReplicationKind } from '../../../engine/replication/kinds.ts';
import type { Sample } from '../../../history/schema.ts';
import type { ServiceLook } from '../../../history/service-look.ts';

/** What was seen of a cluster until some instant: from the record, or live. */
export type Looks = {
  /** Samples of each node, ascending by the time of the answer: the newest is the last. */
  readonly samples: ReadonlyMap<string, readonly Sample[]>;
  /** The newest look at each service that failover needs. */
  readonly services: ReadonlyMap<string, ServiceLook>;
};

/** What must be there for full redundancy. */
export type Expected = {
  readonly nodes: readonly string[];
  readonly kind: ReplicationKind;
  /** The services without which there is no failover: the manager, the proxy. */
  readonly services: readonly string[];
};

/** A sample that got an answer. */
export type Answered = Sample & { readonly state: Observation };

/** The newest sample of each node. */
export function newest({ samples }: Looks): Map<string, Sample> {
  return new Map([...samples].flatMap(([node, own]) => own.slice(-1).map((sample) => [node, sample])));
}

/** The newest of these samples that was answered no later than that; undefined when there is none. */
export function answeredBy(samples: readonly Sample[], atMs: number): Answered | undefined {
  return samples.findLast(
    (sample): sample is Answered => sample.state !== null && sample.answeredAtMs <= atMs,
  );
}

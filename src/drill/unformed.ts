import { isAttached } from '../engine/observation.ts';
import { primaryAmong } from '../engine/source-of-others.ts';
import { type Met, wordsOf } from './meet-nodes.ts';

/** How the servers of a stack stand to each other, by what they said at one instant. */
export type Standing = {
  /** Undefined while no node leads, or several do, or some do not answer. */
  readonly primary: Met | undefined;
  /** One leads, and every other one gets what it has. */
  readonly isFormed: boolean;
  /** Whether one of them can be in a group: joining one takes its time. */
  readonly mayJoin: boolean;
  readonly words: string;
};

export function standingOf(met: readonly Met[]): Standing {
  const primary = primaryOf(met);
  return {
    primary,
    isFormed: primary !== undefined && met.every((one) => one === primary || follows(one)),
    mayJoin: met.some(({ way }) => way?.by === 'network' && way.state.group !== undefined),
    words: met.map((one) => `${one.node.name}: ${wordsOf(one)}`).join('; '),
  };
}

function primaryOf(met: readonly Met[]): Met | undefined {
  // While some node does not answer it is not known who follows whom.
  if (met.some(({ way }) => way === undefined)) return undefined;
  const observed = met.flatMap(({ node, way }) =>
    way?.by === 'network' ? [{ name: node.name, host: node.host, state: way.state }] : [],
  );
  const sources = met.filter(({ way }) => way?.by === 'client' && way.isSource);
  const name = primaryAmong(observed);
  return met.find(({ node }) => node.name === name) ?? (sources.length === 1 ? sources[0] : undefined);
}

/** The client in a container tells of a replica no more than that it is none that leads. */
function follows({ way }: Met): boolean {
  return way?.by === 'network' ? isAttached(way.state) : way?.isSource === false;
}

/** The servers stand as they stand, and nothing is under way that would change it. */
export class Unformed extends Error {
  constructor({ primary, words }: Standing) {
    const found = primary
      ? `every server to follow ${primary.node.name}, found one that does not`
      : 'one server that leads, and others that follow it, found none';
    super(`expected ${found}; nothing runs that would change that: ${words}`);
    this.name = 'Unformed';
  }
}

/** What has been the same for so long does not change by itself (ms). */
const stillMs = 15_000;
/** A server that tries to join a group says nothing of it meanwhile (ms). */
const joiningMs = 60_000;

/** Tells of each standing whether the servers have stood so for long. */
export function watchStillness(nowMs = () => performance.now()): (standing: Standing) => boolean {
  let since: { readonly words: string; readonly atMs: number } | undefined;
  return ({ words, mayJoin }) => {
    if (since?.words !== words) since = { words, atMs: nowMs() };
    return nowMs() - since.atMs >= (mayJoin ? joiningMs : stillMs);
  };
}

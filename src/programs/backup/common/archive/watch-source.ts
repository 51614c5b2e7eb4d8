import { pause } from '../../../../wait.ts';

const lookEveryMs = 500;
/** A stream into which nothing came for this long, while its server went on executing, is dead. */
const stalledMs = 5000;

/** What is asked of a cluster, and of an archive, while a server is archived. */
export type Watched = {
  /** Who is the primary, where that is clear; and what the archived server has executed, where it answers. */
  look(): Promise<{ readonly primary: string | undefined; readonly executed: string | undefined }>;
  /** What stands in the archive. */
  bytes(): Promise<number>;
};

/** Ends a stream whose server is no longer the primary, or that is dead without knowing it. */
export async function watchSource(
  source: { readonly name: string; readonly executed: string },
  watched: Watched,
  ending: AbortController,
  signal: AbortSignal,
): Promise<void> {
  let seen = { executed: source.executed, bytes: 0, atMs: performance.now() };
  let other: string | undefined;
  while (!signal.aborted) {
    await pause(lookEveryMs, signal).catch(() => undefined);
    if (signal.aborted) return;
    const { primary, executed = seen.executed } = await watched.look();
    if (primary !== undefined && primary !== source.name) {
      // Seen twice, so that no single answer of a moment decides.
      if (other === primary) ending.abort(new Error(`${primary} is the primary now`));
      other = primary;
      continue;
    }
    other = undefined;
    const bytes = await watched.bytes();
    const nowMs = performance.now();
    if (bytes !== seen.bytes || executed === seen.executed) seen = { executed, bytes, atMs: nowMs };
    else if (nowMs - seen.atMs > stalledMs) ending.abort(new Error('nothing came any more'));
  }
}

import type { Sample } from '../../history/schema.ts';
import { longestSilenceMs, type Span } from './writable-runs.ts';

/**
 * Whether a node with semisync surely acknowledged no commit in a span in which it took itself for writable: its
 * samples of that span say that commits wait for a replica (Rpl_semi_sync_source_status), and the count of
 * acknowledged ones (Rpl_semi_sync_source_yes_tx) is the same up to the first sample after it. Where the span lies between
 * two samples, those tell: then none was let go without a replica either (Rpl_semi_sync_source_no_tx), for it may have
 * waited for none in between. A count that was set back by a restart is another count. False where no sample after the span
 * tells.
 *
 * @param samples all samples of the node, ascending by time
 */
export function acknowledgedNothing(samples: readonly Sample[], { fromMs, toMs }: Span): boolean {
  const answered = samples.flatMap((sample) => (sample.state ? [{ ...sample, state: sample.state }] : []));
  const within = answered.filter(
    ({ askedAtMs, answeredAtMs }) => answeredAtMs >= fromMs && askedAtMs <= toMs,
  );
  const before = answered.findLast(({ answeredAtMs }) => answeredAtMs < fromMs);
  const after = answered.find(({ askedAtMs }) => askedAtMs > toMs);
  const [first = before] = within;
  const semisync = first?.state.semisync;
  if (!after || !semisync) return false;
  const isTold =
    within.length > 0 ||
    (after.askedAtMs - first.answeredAtMs <= longestSilenceMs &&
      after.state.semisync?.unacknowledged === semisync.unacknowledged);
  return (
    isTold &&
    [first, ...within].every(({ state }) => state.semisync?.sourceActive === true) &&
    [...within, after].every(({ state }) => state.semisync?.acknowledged === semisync.acknowledged)
  );
}

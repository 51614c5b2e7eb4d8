/**
 * Where an outage truly began and ended, as far as the attempts of one stream tell: a bracket of instants for each.
 *
 * It is supposed that the service goes from up to down in one instant, and once more back; that a write which meets
 * nothing but an up service is acknowledged; and that it takes no longer than the slowest did in the baseline and in
 * the second before. Let L be the last acknowledgement before the outage and A the first after it.
 *
 * The outage began
 * - not after the first write that was started after L and met it (`metDown`) could have been acknowledged: at its own end when
 *   it was refused, or after the time that the slowest took;
 * - not before L, except for how late L itself was noticed: by an event loop that stood still no longer than one period
 *   and the worst lateness of what it started around L.
 * It ended
 * - not after A, when that answer cannot have come before the outage and been noticed late; else not after the first
 *   acknowledgement of which the same is sure;
 * - not before the last write was started that met it;
 * - not before the first arrival after the end, which is at most one period later and was acknowledged at A or after
 *   it, or proves nothing: so not more than one period and the longest latency among those that were due by A and acknowledged
 *   from A on, where one that proves nothing might have been acknowledged at A.
 *   Where an application's write hung on a connection without a time-out and is itself what was acknowledged at A,
 *   its own share (when TCP tries again) is part of its outage, and the bound is the slowest latency and how late A
 *   itself was noticed, as for L.
 */
import type { Attempts } from './attempts.ts';
import { lastAtOrBelow, lowerBound } from './sorted.ts';
import type { Span } from './timeline.ts';

/** What counts as around an instant, for latencies and lateness (ms). */
const aroundMs = 1000;

/** A write that took longer than this is not asked whether its answer proves anything (ms): the bound is wider without it. */
const slowestToProveMs = 10_000;

/** An outage of a stream. */
export type OutageSpan = {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
};

/** When an outage began, for sure. */
export function startEdge(attempts: Attempts, outage: OutageSpan, baseline: Span | null): Span {
  const { startedAtMs: lastAckMs, endedAtMs: backMs } = outage;
  const slowestMs = slowestAround(attempts, lastAckMs, baseline);
  let toMs = backMs;
  for (
    let at = lowerBound(attempts.dueAtMs, lastAckMs - attempts.latestMs);
    at < attempts.dueAtMs.length;
    at += 1
  ) {
    const startedMs = attempts.startedAtMs.at(at) ?? 0;
    if ((attempts.dueAtMs.at(at) ?? 0) > backMs) break;
    if (startedMs < lastAckMs) continue;
    const endedMs = attempts.endedAtMs.at(at) ?? 0;
    const acknowledged = attempts.acknowledged(at);
    if (acknowledged ? endedMs <= backMs : !metDown(attempts, at, slowestMs)) continue;
    const possibleMs = startedMs + slowestMs;
    toMs = Math.min(backMs, acknowledged ? possibleMs : Math.min(endedMs, possibleMs));
    break;
  }
  return { fromMs: lastAckMs - attempts.periodMs - latenessAround(attempts, lastAckMs), toMs };
}

/** When an outage was over, for sure. `begunMs` is the instant by which it had begun (of `startEdge`). */
export function endEdge(
  attempts: Attempts,
  outage: OutageSpan,
  baseline: Span | null,
  begunMs: number,
): Span {
  const { startedAtMs: lastAckMs, endedAtMs: backMs } = outage;
  const { periodMs } = attempts;
  const slowestMs = slowestAround(attempts, lastAckMs, baseline);
  let missedMs = lastAckMs;
  let latencyMs = 0;
  let endingMs = Number.NEGATIVE_INFINITY;
  for (let at = lastAtOrBelow(attempts.dueAtMs, backMs); at >= 0; at -= 1) {
    const startedMs = attempts.startedAtMs.at(at) ?? 0;
    const dueMs = attempts.dueAtMs.at(at) ?? 0;
    if (dueMs < lastAckMs - attempts.latestMs) break;
    if (!attempts.acknowledged(at)) {
      if (startedMs <= missedMs || startedMs >= backMs) continue;
      if (metDown(attempts, at, slowestMs)) missedMs = startedMs;
      else latencyMs = Math.max(latencyMs, backMs - dueMs);
      continue;
    }
    const endedMs = attempts.endedAtMs.at(at) ?? 0;
    if (endedMs === backMs) endingMs = Math.max(endingMs, startedMs);
    if (endedMs >= backMs && startedMs >= lastAckMs) latencyMs = Math.max(latencyMs, endedMs - dueMs);
  }
  const hung = attempts.stream === 'application' && backMs - endingMs > slowestMs && missedMs < endingMs;
  const hungMs = hung ? backMs - 2 * periodMs - slowestMs - latenessAround(attempts, backMs) : missedMs;
  const fromMs = Math.max(missedMs, backMs - periodMs - latencyMs, hungMs);
  return { fromMs: Math.min(fromMs, backMs), toMs: provenBackMs(attempts, begunMs, backMs) };
}

/**
 * The first instant from `backMs` on whose acknowledgement proves that the service was back after `begunMs`: it came later
 * than an answer from before could have been noticed, or its write was started after that.
 */
function provenBackMs(attempts: Attempts, begunMs: number, backMs: number): number {
  const { dueAtMs, startedAtMs, endedAtMs, latestMs, periodMs } = attempts;
  const noticedMs = begunMs + periodMs + latenessAround(attempts, backMs);
  if (backMs > noticedMs) return backMs;
  let provenMs = Number.POSITIVE_INFINITY;
  const fromMs = begunMs - latestMs - slowestToProveMs;
  for (let at = lowerBound(dueAtMs, fromMs); (dueAtMs.at(at) ?? provenMs) < provenMs; at += 1) {
    const endedMs = endedAtMs.at(at) ?? 0;
    const proves = (startedAtMs.at(at) ?? 0) >= begunMs || endedMs > noticedMs;
    if (attempts.acknowledged(at) && endedMs >= backMs && proves) provenMs = Math.min(provenMs, endedMs);
  }
  return Number.isFinite(provenMs) ? provenMs : backMs;
}

/**
 * Whether an outage was surely no standstill of the harness alone: a write was tried in it and never acknowledged, or the
 * harness was on time for more than half of it.
 */
export function seenDown(
  attempts: Attempts,
  { startedAtMs: lastAckMs, endedAtMs: backMs }: OutageSpan,
  baseline: Span | null,
): boolean {
  const { dueAtMs, startedAtMs, periodMs, latestMs } = attempts;
  const slowestMs = slowestAround(attempts, lastAckMs, baseline);
  for (let at = lowerBound(dueAtMs, lastAckMs - latestMs); (dueAtMs.at(at) ?? backMs) < backMs; at += 1) {
    const startedMs = startedAtMs.at(at) ?? 0;
    const isInIt = startedMs >= lastAckMs && startedMs < backMs;
    if (isInIt && !attempts.acknowledged(at) && metDown(attempts, at, slowestMs)) return true;
  }
  const lateMs = latenessWithin(attempts, { fromMs: lastAckMs, toMs: backMs }) + 2 * periodMs;
  return lateMs < (backMs - lastAckMs) / 2;
}

/**
 * Whether a write that was not acknowledged met a service that was down: it was sent, and it was refused, or its deadline passed
 * without an answer. No answer of the usual time may have lain unnoticed then: a harness that stood still until the deadline
 * started right after it what was due meanwhile, as late as it had stood still, but for a period.
 */
function metDown(attempts: Attempts, at: number, slowestMs: number): boolean {
  if (!attempts.tried(at)) return false;
  const { periodMs } = attempts;
  const startedMs = attempts.startedAtMs.at(at) ?? 0;
  const endedMs = attempts.endedAtMs.at(at) ?? 0;
  if (endedMs - startedMs <= slowestMs) return true;
  const stoodStillMs =
    latenessWithin(attempts, { fromMs: endedMs - periodMs, toMs: endedMs + periodMs }) + periodMs;
  return startedMs + slowestMs + stoodStillMs < endedMs;
}

/** The latency of the slowest acknowledgement of the baseline, and of the second before an instant (ms). */
export function slowestAround(attempts: Attempts, atMs: number, baseline: Span | null): number {
  const spans = [...(baseline ? [baseline] : []), { fromMs: atMs - aroundMs, toMs: atMs }];
  let slowestMs = 0;
  for (const { fromMs, toMs } of spans) {
    for (let at = lowerBound(attempts.dueAtMs, fromMs); (attempts.dueAtMs.at(at) ?? toMs) < toMs; at += 1) {
      const endedMs = attempts.endedAtMs.at(at) ?? 0;
      if (!attempts.acknowledged(at) || endedMs > atMs) continue;
      slowestMs = Math.max(slowestMs, endedMs - (attempts.startedAtMs.at(at) ?? 0));
    }
  }
  return slowestMs;
}

/** How late the harness was with what it started around an instant, at worst (ms). */
export function latenessAround(attempts: Attempts, atMs: number): number {
  return latenessWithin(attempts, { fromMs: atMs - aroundMs, toMs: atMs + attempts.periodMs });
}

/** How late the harness was with what it started in a span, at worst (ms). */
export function latenessWithin({ dueAtMs, startedAtMs, latestMs }: Attempts, { fromMs, toMs }: Span): number {
  let worstMs = 0;
  for (let at = lowerBound(dueAtMs, fromMs - latestMs); at < dueAtMs.length; at += 1) {
    const dueMs = dueAtMs.at(at) ?? 0;
    if (dueMs > toMs) break;
    const startedMs = startedAtMs.at(at) ?? 0;
    if (startedMs >= fromMs && startedMs <= toMs) worstMs = Math.max(worstMs, startedMs - dueMs);
  }
  return worstMs;
}

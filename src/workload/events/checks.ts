import { counted, Evidence } from '../../evidence.ts';
import { formatMs } from '../../formats/units.ts';
import type { BesideOperation, Key } from '../../history/beside.ts';
import type { BesideCheck } from '../beside/types.ts';
import { eventRow, eventsOptions } from './operations.ts';

/** Between two answers further apart nobody knows whether the database was there. */
const answersApartMs = 1000;

/** A stretch in which looks were answered, and none saw another row than the one before. */
type Stretch = { readonly fromMs: number; readonly toMs: number; readonly answeredMs: number };

const goOn: BesideCheck = {
  title: 'The events of the server go on',
  method: `Clients look for the newest row of an event through the endpoint. Adds up the time between answers that are at most ${formatMs(answersApartMs)} apart and saw the same newest row: in an outage no answers come, and no row is asked for. Fails when that is longer than the turns that may be missing (option missed), as where a new primary has the event disabled. Inconclusive when no row was ever seen, and when the looks were answered for no longer than those turns take.`,
  judge: ({ operations, options }) => {
    const { everySeconds, missed } = eventsOptions.parse(options);
    const mostMs = (missed + 1) * everySeconds * 1000;
    const looks = operations
      .filter(({ outcome }) => outcome === 'ok')
      .toSorted((a, b) => a.endedAtMs - b.endedAtMs);
    if (looks.every(({ result }) => result === null)) return inconclusive('the event never wrote a row');
    const { stretches, answeredMs } = stretchesOf(looks);
    const tooLong = new Evidence();
    for (const one of stretches.filter((each) => each.answeredMs > mostMs))
      tooLong.add(
        () =>
          `no new row from ${formatMs(one.fromMs)} to ${formatMs(one.toMs)}, in ${formatMs(one.answeredMs)} of which it was looked for and the database answered`,
      );
    const lines = tooLong.lines();
    if (tooLong.count > 0) {
      const summary = `the event stood still ${counted(tooLong.count, 'time')}: ${lines[0]}`;
      return { verdict: 'fail', summary, evidence: lines };
    }
    if (answeredMs <= mostMs)
      return inconclusive(
        `it was looked for in ${formatMs(answeredMs)}, and ${formatMs(mostMs)} may pass without a row`,
      );
    const longestMs = Math.max(...stretches.map((one) => one.answeredMs), 0);
    const summary = `${counted(looks.length, 'look')}: never more than ${formatMs(longestMs)} without a new row while the database answered`;
    return { verdict: 'pass', summary, evidence: [] };
  },
};

/** Looks that saw one newest row, in the order in which they ended; and in how much time in all they were answered (ms). */
function stretchesOf(looks: readonly BesideOperation[]): { stretches: Stretch[]; answeredMs: number } {
  const stretches: Stretch[] = [];
  let allMs = 0;
  let answeredMs = 0;
  let first = looks[0];
  for (const [index, look] of looks.entries()) {
    const before = looks[index - 1];
    if (!before || !first) continue;
    // The row was the newest when the look before was answered, and still when this one was sent.
    const apartMs = Math.max(look.startedAtMs - before.endedAtMs, 0);
    const counts = apartMs <= answersApartMs ? apartMs : 0;
    allMs += counts;
    if (look.result !== before.result) {
      answeredMs = 0;
      first = look;
      continue;
    }
    answeredMs += counts;
    const next = looks[index + 1];
    if (!next || next.result !== look.result)
      stretches.push({ fromMs: first.endedAtMs, toMs: look.startedAtMs, answeredMs });
  }
  return { stretches, answeredMs: allMs };
}

const once: BesideCheck = {
  title: 'The events run on one server at a time',
  method:
    'Each row of the event tells which server wrote it, and when by its clock. Fails where, on the node that leads at the end, the rows of one server enclose that of another within two and a half periods: nobody fails over and back so quickly, and the event ran on both. Inconclusive without a final primary that was read, or without rows.',
  judge: ({ options, finals, finalsLack, primary, noPrimary }) => {
    const reads = finals.find(({ node }) => node === primary)?.reads;
    if (!reads) return inconclusive(noPrimary ?? `${primary} was not read at the end`);
    const rows = reads
      .map(([id, value]) => ({ id, row: eventRow.parse(value) }))
      .map(({ id, row: [atMs, server] }) => ({ id, atMs, server }))
      .toSorted((a, b) => a.atMs - b.atMs);
    if (rows.length === 0) return inconclusive('the event never wrote a row');
    const mostMs = 2500 * eventsOptions.parse(options).everySeconds;
    const twice = new Evidence();
    for (const [index, one] of rows.entries()) {
      const [before, after] = enclosing(rows, index, mostMs);
      if (before && after)
        twice.add(
          () =>
            `row ${one.id} of server ${one.server} stands between rows ${before.id} and ${after.id} of server ${before.server}, ${formatMs(after.atMs - before.atMs)} apart`,
        );
    }
    const lines = twice.lines();
    if (twice.count > 0) {
      const summary = `the event ran on two servers at once, ${counted(twice.count, 'time')}: ${lines[0]}`;
      return { verdict: 'fail', summary, evidence: lines };
    }
    if (finalsLack) return inconclusive(finalsLack);
    const servers = new Set(rows.map(({ server }) => server)).size;
    const summary = `${counted(rows.length, 'row')} by ${counted(servers, 'server')}, one after the other`;
    return { verdict: 'pass', summary, evidence: [] };
  },
};

type Row = { readonly id: Key; readonly atMs: number; readonly server: number };

/**
 * Two rows of one other server around a row, at most so long apart; none where there are none. They need not stand next to
 * it: two schedulers that fire in the same second write in any order (A B, B A, ...).
 */
function enclosing(rows: readonly Row[], index: number, mostMs: number): [Row, Row] | [] {
  const one = rows[index];
  if (!one) return [];
  const after = new Map<number, Row>();
  for (const row of rows.slice(index + 1)) {
    if (row.atMs - one.atMs > mostMs) break;
    if (!after.has(row.server)) after.set(row.server, row);
  }
  for (const before of rows.slice(0, index).reverse()) {
    if (one.atMs - before.atMs > mostMs) break;
    const next = before.server === one.server ? undefined : after.get(before.server);
    if (next && next.atMs - before.atMs <= mostMs) return [before, next];
  }
  return [];
}

function inconclusive(summary: string) {
  return { verdict: 'inconclusive' as const, summary, evidence: [] };
}

export const eventsChecks = { 'events-go-on': goOn, 'events-once': once } as const;

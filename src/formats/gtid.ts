/**
 * Algebra of GTID sets, as MySQL writes them (manual, "GTID Format and Storage"):
 * `uuid:1-5:7,uuid:tag:1-3`, with tags since 8.3. White space and letter case do not matter.
 */

/** Both ends belong to the interval. */
type Interval = readonly [first: number, last: number];

/** Intervals by origin (`uuid` or `uuid:tag`); ascending, disjoint and not adjacent, never empty. */
export type GtidSet = ReadonlyMap<string, readonly Interval[]>;

export const emptyGtidSet: GtidSet = new Map();

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const tagPattern = /^[a-z_][a-z0-9_]{0,31}$/;
const intervalPattern = /^(\d+)(?:-(\d+))?$/;

/**
 * The set that `text` describes; the empty text is the empty set.
 * Throws SyntaxError where the text is no GTID set.
 */
export function parseGtidSet(text: string): GtidSet {
  const intervals = new Map<string, Interval[]>();
  for (const part of text.replace(/\s/g, '').toLowerCase().split(',')) {
    if (part !== '') parseUuidPart(part, text, intervals);
  }
  return normalize(intervals);
}

/** One `uuid[:tag]:interval[:interval]...[:tag:interval...]` part. A tag holds until the next one. */
function parseUuidPart(part: string, text: string, into: Map<string, Interval[]>): void {
  const [uuid = '', ...fields] = part.split(':');
  if (!uuidPattern.test(uuid) || fields.length === 0) throw notAGtidSet(text, part);
  let origin = uuid;
  for (const field of fields) {
    const match = intervalPattern.exec(field);
    if (match) append(into, origin, toInterval(match, text));
    else if (tagPattern.test(field)) origin = `${uuid}:${field}`;
    else throw notAGtidSet(text, field);
  }
}

function toInterval(match: RegExpExecArray, text: string): Interval {
  const first = Number(match[1]);
  const last = match[2] === undefined ? first : Number(match[2]);
  if (first < 1 || last < first || !Number.isSafeInteger(last)) throw notAGtidSet(text, match[0]);
  return [first, last];
}

function notAGtidSet(text: string, where: string): SyntaxError {
  const shown = text.length > 200 ? `${text.slice(0, 200)}...` : text;
  return new SyntaxError(
    `Expected a GTID set such as "uuid:1-5:7,uuid:tag:1-3", found "${shown}" (at "${where}").`,
  );
}

/** The set as MySQL writes it: origins in order, no white space. Equal sets have equal texts. */
export function formatGtidSet(set: GtidSet): string {
  const byUuid = new Map<string, string>();
  for (const origin of [...set.keys()].sort()) {
    const [uuid = '', tag] = origin.split(':');
    const text = (set.get(origin) ?? []).map(formatInterval).join(':');
    const before = byUuid.get(uuid) ?? uuid;
    byUuid.set(uuid, tag === undefined ? `${before}:${text}` : `${before}:${tag}:${text}`);
  }
  return [...byUuid.values()].join(',');
}

function formatInterval([first, last]: Interval): string {
  return first === last ? `${first}` : `${first}-${last}`;
}

/** What is in any of the sets. */
export function uniteGtidSets(...sets: readonly GtidSet[]): GtidSet {
  const intervals = new Map<string, Interval[]>();
  for (const set of sets) {
    for (const [origin, list] of set) for (const interval of list) append(intervals, origin, interval);
  }
  return normalize(intervals);
}

/** What is in `set` and not in `minus` (GTID_SUBTRACT). */
export function subtractGtidSets(set: GtidSet, minus: GtidSet): GtidSet {
  const result = new Map<string, Interval[]>();
  for (const [origin, list] of set) {
    const left = subtractIntervals(list, minus.get(origin) ?? []);
    if (left.length > 0) result.set(origin, left);
  }
  return result;
}

function subtractIntervals(list: readonly Interval[], minus: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  let next = 0;
  for (const [first, last] of list) {
    let from = first;
    while ((minus[next]?.[1] ?? Number.POSITIVE_INFINITY) < from) next += 1;
    for (let index = next; from <= last; index += 1) {
      const [cutFirst, cutLast] = minus[index] ?? [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      if (cutFirst > from) result.push([from, Math.min(last, cutFirst - 1)]);
      from = Math.max(from, cutLast + 1);
    }
  }
  return result;
}

/** What is in both sets. */
export function intersectGtidSets(a: GtidSet, b: GtidSet): GtidSet {
  return subtractGtidSets(a, subtractGtidSets(a, b));
}

export function isEmptyGtidSet(set: GtidSet): boolean {
  return set.size === 0;
}

/** Whether everything in `subset` is in `set` (GTID_SUBSET with its arguments the other way round). */
export function containsGtidSet(set: GtidSet, subset: GtidSet): boolean {
  return isEmptyGtidSet(subtractGtidSets(subset, set));
}

/** Whether both sets hold the same transactions. */
export function equalGtidSets(a: GtidSet, b: GtidSet): boolean {
  return formatGtidSet(a) === formatGtidSet(b);
}

/** How many transactions the set holds. */
export function countGtids(set: GtidSet): number {
  let count = 0;
  for (const list of set.values()) for (const [first, last] of list) count += last - first + 1;
  return count;
}

/** The transactions of `set` that `uuid` originated, with any tag, or with `except`, all the others. */
export function gtidsOf(set: GtidSet, uuid: string, which: 'only' | 'except' = 'only'): GtidSet {
  const origins = [...set].filter(([origin]) => (origin.split(':')[0] === uuid) === (which === 'only'));
  return new Map(origins);
}

function append(into: Map<string, Interval[]>, origin: string, interval: Interval): void {
  const list = into.get(origin);
  if (list) list.push(interval);
  else into.set(origin, [interval]);
}

function normalize(intervals: ReadonlyMap<string, readonly Interval[]>): GtidSet {
  const result = new Map<string, Interval[]>();
  for (const [origin, list] of intervals) result.set(origin, mergeIntervals(list));
  return result;
}

function mergeIntervals(list: readonly Interval[]): Interval[] {
  const merged: [number, number][] = [];
  for (const [first, last] of [...list].sort((a, b) => a[0] - b[0])) {
    const previous = merged.at(-1);
    if (previous && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else merged.push([first, last]);
  }
  return merged;
}

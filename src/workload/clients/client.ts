import type { Account, Engine } from '../../engine/types.ts';
import { within } from '../../wait.ts';
import { chooseHost, type Host } from '../hosts.ts';
import { acknowledged, type Ending, notSent, sentAndFailed } from '../outcome.ts';
import type { Driver, Source, Taken } from './driver.ts';
import { mariadb } from './mariadb.ts';
import { mysql2 } from './mysql2.ts';
import type { ClientSettings } from './schema.ts';

const drivers: Readonly<Record<ClientSettings['driver'], Driver>> = { mysql2, mariadb };

/** By which drivers say that a server has no TLS. */
const withoutTls = new Set(['HANDSHAKE_NO_SSL_SUPPORT', 'ER_SERVER_SSL_DISABLED']);

/** A client as it is configured in applications. */
export type AppClient = {
  /** Never rejects: every write ends in an outcome. */
  send(sql: string, values: readonly (string | number)[]): Promise<Ending>;
  close(): void;
};

/** Starts nothing: its first write opens the first connection. `hosts` has the addresses that its names lead to now. */
export function appClient(
  settings: ClientSettings,
  {
    hosts,
    account,
    outcomeOf,
  }: {
    readonly hosts: readonly [Host, ...Host[]];
    readonly account: Account;
    readonly outcomeOf: Engine['outcomeOf'];
  },
): AppClient {
  // A place in the list stays the same when its address changes.
  const places = hosts.map((_, place) => ({ host: String(place), port: place }));
  const [first = { host: '0', port: 0 }, ...others] = places;
  const choice = chooseHost([first, ...others]);
  const sources = new Map<Host, Source>();
  let tls = settings.tls !== 'off';

  const sourceOf = (place: Host): Source => {
    const known = sources.get(place);
    if (known) return known;
    const address = cached(() => hosts[place.port] ?? hosts[0], settings.nameCache);
    const poolOf = settings.pool ? settings.connections : undefined;
    const { driver, prepared } = settings;
    const source = drivers[driver]({ account, address, poolOf, tls, prepared });
    sources.set(place, source);
    return source;
  };
  const close = (): void => {
    for (const source of sources.values()) source.close();
    sources.clear();
  };
  const take = async (place: Host): Promise<Taken> => {
    try {
      return await sourceOf(place).take();
    } catch (error) {
      if (settings.tls !== 'preferred' || !tls || !withoutTls.has(String(codeIn(error)))) throw error;
      tls = false;
      close();
      return sourceOf(place).take();
    }
  };
  return {
    send: async (sql, values) => {
      const place = choice.current();
      const { ending, asksElsewhere } = await write(() => take(place), { sql, values, settings, outcomeOf });
      if (asksElsewhere) choice.failed(place);
      return ending;
    },
    close,
  };
}

type Sent = { readonly ending: Ending; readonly asksElsewhere: boolean };

async function write(
  take: () => Promise<Taken>,
  {
    sql,
    values,
    settings,
    outcomeOf,
  }: {
    readonly sql: string;
    readonly values: readonly (string | number)[];
    readonly settings: ClientSettings;
    readonly outcomeOf: Engine['outcomeOf'];
  },
): Promise<Sent> {
  let taken: Taken;
  try {
    taken = await take();
  } catch (error) {
    return { ending: notSent(error), asksElsewhere: true };
  }
  const { queryTimeout, maxLifetime = Number.POSITIVE_INFINITY, onReadOnly } = settings;
  const isOld = (): boolean => performance.now() - taken.openedAtMs > maxLifetime;
  try {
    await inTime(taken, taken.write(sql, values), queryTimeout);
    if (isOld()) taken.destroy();
    else taken.release();
    return { ending: acknowledged, asksElsewhere: false };
  } catch (error) {
    const ending = sentAndFailed(outcomeOf, error);
    // One whose server refuses writes is sound, and is closed only where the client is told so.
    const isClosed = isBroken(error) || (ending.asksElsewhere && onReadOnly === 'drop');
    if (isClosed || isOld()) taken.destroy();
    else taken.release();
    return { ending, asksElsewhere: isClosed };
  }
}

/** Rejects when it was not answered in time, with its connection closed. */
async function inTime(taken: Taken, writing: Promise<void>, withinMs: number | undefined): Promise<void> {
  if (withinMs === undefined) return writing;
  await within(writing, withinMs, `no answer within ${withinMs} ms`, () => taken.destroy());
}

/** An address that is asked for again when it is older than its cache keeps it. */
function cached(resolve: () => Host, keptMs: number | 'forever'): () => Host {
  let known: { readonly host: Host; readonly atMs: number } | undefined;
  return () => {
    const nowMs = performance.now();
    const isFresh = known && (keptMs === 'forever' || nowMs - known.atMs < keptMs);
    known = known && isFresh ? known : { host: resolve(), atMs: nowMs };
    return known.host;
  };
}

function codeIn(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** The server's own errors leave a connection sound, unless the driver says otherwise. */
function isBroken(error: unknown): boolean {
  const fatal = error instanceof Error && 'fatal' in error && error.fatal === true;
  return fatal || !(error instanceof Error && 'sqlState' in error && Boolean(error.sqlState));
}

import { formatMs } from '../formats/units.ts';
import type { ExpectedTime, Range, Situation } from '../history/expected-time.ts';
import type { HaproxyListener, HaproxyServer } from './config/haproxy.ts';
import type { StackFacts } from './facts.ts';
import { listenersOf, takesAnything } from './findings/proxy.ts';

type Routing = Omit<ExpectedTime, 'situation'>;

/** What proxies add: until the old primary counts as down, and until the new one gets writes. */
export function routingTimes(
  facts: StackFacts,
  situation: Situation,
  detected: Range | null,
): readonly ExpectedTime[] {
  const [found] = listenersOf(facts, facts.endpoints.write);
  const [server] = found?.listener.servers.filter(({ checked }) => checked) ?? [];
  // Where it takes anything for the primary, or nobody is promoted, writes do not come back by its checks.
  const promotes = facts.configs.orchestrators.every(
    ({ says }) => (says.RecoverMasterClusterFilters ?? []).length > 0,
  );
  const follows = found !== undefined && takesAnything(found) === undefined && promotes;
  const proxies = facts.configs.proxysqls.map(({ path, says }) => byProxysql(path, says));
  const all = [
    ...(found && server ? byHaproxy(found, server, situation, detected, follows) : []),
    ...proxies,
  ];
  return all.map((one) => ({ ...one, situation }));
}

function byHaproxy(
  { path, listener }: { readonly path: string; readonly listener: HaproxyListener },
  server: HaproxyServer,
  situation: Situation,
  detected: Range | null,
  follows: boolean,
): Routing[] {
  const up = upIn(server);
  const settings = [
    `inter ${formatMs(server.interMs)}, fall ${server.fall}, rise ${server.rise} (${path}, ${listener.name})`,
  ];
  const down: Routing = {
    what: 'HAProxy takes the old primary out',
    ends: null,
    expected: downIn(server, situation === 'silence' ? checkLastsMs(listener, server) : 0),
    settings,
    unknown: listener.check === 'script' ? 'how long the script itself takes' : '',
  };
  const back: Routing = {
    what: 'writes work again, with HAProxy',
    ends: 'first-write',
    expected: detected && { fromMs: detected.fromMs + up.fromMs, toMs: detected.toMs + up.toMs },
    settings: ['the detection above', ...settings],
    unknown: 'without the promotion itself',
  };
  return detected && follows ? [down, back] : [down];
}

/** After the first check that fails, HAProxy asks every `fastinter` where that is set. */
function downIn({ interMs, fastInterMs = interMs, fall }: HaproxyServer, lastsMs: number): Range {
  const furtherMs = (fall - 1) * fastInterMs;
  return { fromMs: furtherMs, toMs: interMs + furtherMs + fall * lastsMs };
}

function upIn({ interMs, fastInterMs = interMs, downInterMs = interMs, rise }: HaproxyServer): Range {
  const furtherMs = (rise - 1) * fastInterMs;
  return { fromMs: furtherMs, toMs: downInterMs + furtherMs };
}

/** How long a check waits that nobody answers. */
function checkLastsMs({ timeouts }: HaproxyListener, { interMs }: HaproxyServer): number {
  return Math.min(timeouts.connect ?? interMs, timeouts.check ?? interMs, interMs);
}

/** It takes a server offline after three pings that fail, by its default. */
function byProxysql(
  path: string,
  { pingEveryMs, readOnlyEveryMs }: StackFacts['configs']['proxysqls'][number]['says'],
): Routing {
  return {
    what: 'ProxySQL takes the old primary out',
    ends: null,
    expected: { fromMs: 0, toMs: 3 * pingEveryMs },
    settings: [
      `3 x monitor_ping_interval ${pingEveryMs} ms; monitor_read_only_interval ${readOnlyEveryMs} ms tells it who leads (${path})`,
    ],
    unknown: 'errors of queries may take it out sooner',
  };
}

import { formatMs } from '../formats/units.ts';
import type { HaproxyListener, HaproxyServer } from './config/haproxy.ts';
import type { StackFacts } from './facts.ts';
import { listenersOf } from './findings/proxy.ts';
import type { Prediction, Range, Situation } from './prediction.ts';

/** What proxies and virtual addresses add: until the old primary counts as down, and until the new one gets writes. */
export function routingTimes(
  facts: StackFacts,
  situation: Situation,
  detected: Range | null,
): readonly Prediction[] {
  const [found] = listenersOf(facts, facts.endpoints.write);
  const [server] = found?.listener.servers.filter(({ checked }) => checked) ?? [];
  const proxies = facts.configs.proxysqls.map(({ path, says }) => byProxysql(path, says));
  const addresses = situation === 'silence' ? facts.configs.keepaliveds.slice(0, 1) : [];
  return [
    ...(found && server ? byHaproxy(found, server, situation, detected) : []),
    ...proxies,
    ...addresses.map(({ path, says }): Prediction => {
      const lostMs = 3 * says.advertEveryS * 1000;
      return {
        what: 'the virtual address moves',
        expected: { fromMs: lostMs, toMs: lostMs + 1000 },
        settings: [`3 x advert_int ${says.advertEveryS} s and up to 1 s by priority (${path})`],
        unknown: 'it moves without asking who leads, unless a track_script does',
      };
    }),
  ];
}

function byHaproxy(
  { path, listener }: { readonly path: string; readonly listener: HaproxyListener },
  server: HaproxyServer,
  situation: Situation,
  detected: Range | null,
): Prediction[] {
  const up = upIn(server);
  const settings = [
    `inter ${formatMs(server.interMs)}, fall ${server.fall}, rise ${server.rise} (${path}, ${listener.name})`,
  ];
  const down: Prediction = {
    what: 'HAProxy takes the old primary out',
    expected: downIn(server, situation === 'silence' ? checkLastsMs(listener, server) : 0),
    settings,
    unknown: listener.check === 'script' ? 'how long the script itself takes' : '',
  };
  const back: Prediction = {
    what: 'writes work again, with HAProxy',
    expected: detected && { fromMs: detected.fromMs + up.fromMs, toMs: detected.toMs + up.toMs },
    settings: ['the detection above', ...settings],
    unknown: 'without the promotion itself',
  };
  return detected ? [down, back] : [down];
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
): Prediction {
  return {
    what: 'ProxySQL takes the old primary out',
    expected: { fromMs: 0, toMs: 3 * pingEveryMs },
    settings: [
      `3 x monitor_ping_interval ${pingEveryMs} ms; monitor_read_only_interval ${readOnlyEveryMs} ms tells it who leads (${path})`,
    ],
    unknown: 'errors of queries may take it out sooner',
  };
}

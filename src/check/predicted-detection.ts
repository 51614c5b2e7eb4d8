import { type ExpectedTime, type Range, type Situation, situations } from '../history/expected-time.ts';
import { orchestratorDefaults } from './config/orchestrator.ts';
import { hasReplicas, type StackFacts, variable } from './facts.ts';
import { routingTimes } from './predicted-routing.ts';

/** What one tool makes of one situation. */
type Detection = Omit<ExpectedTime, 'what' | 'situation' | 'ends'> & {
  readonly who: string;
  /** The phase that ends with it, where that is not the detection. */
  readonly ends?: ExpectedTime['ends'];
};

/**
 * How long the failure of a primary goes unseen, and until writes are routed again, by the time-outs that were found. A
 * range, from everything at its best to everything at its worst; what no setting tells is said beside it.
 */
export function predictedDetection(facts: StackFacts): ExpectedTime[] {
  const kinds = Object.keys(situations) as Situation[];
  return kinds.flatMap((situation) => {
    const detection = detectionOf(facts, situation);
    if (!detection) return [];
    const { who, ends = 'detected', ...seen } = detection;
    return [{ situation, what: who, ends, ...seen }, ...routingTimes(facts, situation, detection.expected)];
  });
}

function detectionOf(facts: StackFacts, situation: Situation): Detection | undefined {
  const [orchestrator] = facts.configs.orchestrators;
  if (orchestrator) return byOrchestrator(facts, orchestrator, situation);
  if (facts.failover.tool === 'manager') return byManager(facts, situation);
  if (facts.failover.tool === 'group') return byGroup(facts);
  const [keepalived] = facts.configs.keepaliveds;
  if (keepalived) return byKeepalived(keepalived, situation);
  if (facts.failover.services.length > 0) {
    const who = `${facts.failover.services.join(', ')} sees it`;
    return { who, expected: null, settings: [], unknown: 'its settings are not understood' };
  }
  if (!hasReplicas(facts)) return undefined;
  return { who: 'nobody fails over', expected: null, settings: [], unknown: 'until a person does' };
}

/** It runs its analysis every second; a primary counts as dead once it and all its replicas say so. */
function byOrchestrator(
  facts: StackFacts,
  { path, says }: StackFacts['configs']['orchestrators'][number],
  situation: Situation,
): Detection {
  const pollS = says.InstancePollSeconds ?? orchestratorDefaults.InstancePollSeconds;
  const connectS = says.MySQLConnectTimeoutSeconds ?? orchestratorDefaults.MySQLConnectTimeoutSeconds;
  const ofTool = [
    `InstancePollSeconds=${pollS}`,
    `MySQLConnectTimeoutSeconds=${connectS} (${path})`,
    'its analysis, every 1 s',
  ];
  const lookingMs = (2 * pollS + 1) * 1000;
  const who = 'Orchestrator calls the primary dead';
  const unknown = 'catching up, hooks and the promotion come after it';
  if (situation === 'crash') {
    return { who, expected: { fromMs: 0, toMs: lookingMs }, settings: ofTool, unknown };
  }
  const noticing = replicaSilence(facts);
  if (!noticing) return { who, expected: null, settings: ofTool, unknown: 'no replica was asked' };
  return {
    who,
    expected: { fromMs: noticing.fromMs, toMs: noticing.toMs + lookingMs + connectS * 1000 },
    settings: [...noticing.settings, ...ofTool],
    unknown,
  };
}

/** When the last replica of a silent source takes its connection for lost. */
function replicaSilence({ servers }: StackFacts): (Range & { readonly settings: string[] }) | undefined {
  const all = servers.flatMap((server) =>
    server.settings.channels.map(({ heartbeatS }) => ({
      node: server.node,
      netTimeoutS: Number(variable(server, 'replica_net_timeout')),
      heartbeatS,
    })),
  );
  const last = all.toSorted((a, b) => b.netTimeoutS - a.netTimeoutS)[0];
  if (!last) return undefined;
  return {
    fromMs: Math.max(last.netTimeoutS - last.heartbeatS, 0) * 1000,
    toMs: last.netTimeoutS * 1000,
    settings: [
      `replica_net_timeout=${last.netTimeoutS} (${last.node})`,
      `SOURCE_HEARTBEAT_PERIOD=${last.heartbeatS}`,
    ],
  };
}

/** A machine that sends no advertisement for three periods is gone; a script that fails gives the address away at once. */
function byKeepalived(
  { path, says }: StackFacts['configs']['keepaliveds'][number],
  situation: Situation,
): Detection {
  const { advertEveryS, script } = says;
  const who = 'keepalived moves the address';
  // It says nothing of what it sees: with the address come the first writes.
  const ends = 'first-write' as const;
  const unknown = 'what its notify script does';
  if (situation === 'silence') {
    const lostMs = 3 * advertEveryS * 1000;
    const settings = [`3 x advert_int ${advertEveryS} s and up to 1 s by priority (${path})`];
    return { who, ends, expected: { fromMs: lostMs, toMs: lostMs + 1000 }, settings, unknown };
  }
  if (!script)
    return { who, ends, expected: null, settings: [], unknown: 'no script asks the server: never' };
  const { everyS, fall, timeoutS } = script;
  return {
    who,
    ends,
    expected: { fromMs: (fall - 1) * everyS * 1000, toMs: (fall * everyS + timeoutS + 1) * 1000 },
    settings: [
      `vrrp_script: interval ${everyS} s, fall ${fall}, timeout ${timeoutS} s (${path})`,
      'up to 1 s by priority',
    ],
    unknown,
  };
}

/** A member is suspected after 5 s; how long the others take to agree is not for settings to say. */
function byGroup({ servers }: StackFacts): Detection {
  const who = 'the group expels it and elects';
  const unknown = 'election, and what the new primary has still to apply';
  const seconds = servers.map((one) => Number(variable(one, 'group_replication_member_expel_timeout') || 5));
  if (seconds.length === 0) return { who, expected: null, settings: [], unknown: 'no member was asked' };
  return {
    who,
    expected: { fromMs: (5 + Math.min(...seconds)) * 1000, toMs: (5 + Math.max(...seconds) + 5) * 1000 },
    settings: [
      `group_replication_member_expel_timeout=${[...new Set(seconds)].join(', ')}`,
      '5 s until a member is suspected',
    ],
    unknown,
  };
}

function byManager({ services, failover }: StackFacts, situation: Situation): Detection {
  const environment = services.find(({ name }) => failover.services.includes(name))?.environment ?? {};
  const names = situation === 'crash' ? ['CONFIRM_MS', 'POLL_MS'] : ['CONFIRM_MS', 'SILENCE_MS', 'POLL_MS'];
  const who = 'the manager calls the primary dead';
  const ms = (name: string): number => Number(environment[name]);
  if (names.some((name) => !Number.isFinite(ms(name)))) {
    return { who, expected: null, settings: [], unknown: `${names.join(', ')} are not set` };
  }
  // They count from its last answer, which came up to a poll before it failed.
  const silentMs = Math.max(...names.filter((name) => name !== 'POLL_MS').map(ms));
  return {
    who,
    expected: { fromMs: Math.max(silentMs - ms('POLL_MS'), 0), toMs: silentMs + 3 * ms('POLL_MS') },
    settings: names.map((name) => `${name}=${environment[name]}`),
    unknown: 'the promotion and the routing, which the manager does itself',
  };
}

import { runStackCommand } from '../docker/stack-command.ts';
import type { Observation } from '../engine/observation.ts';
import { primaryAmong } from '../engine/source-of-others.ts';
import type { NodeAddress } from '../engine/types.ts';
import { formatMs } from '../formats/units.ts';
import type { Stack } from '../topology/loaded.ts';
import type { ClusterDrill } from './drill.ts';

/** A command of the user's that is wanted now, on a node. */
export type WantedCommand = {
  readonly node: string;
  readonly primary: string;
  readonly what: keyof Stack['recovery'];
  readonly command: string;
  /** What it is for, for people. */
  readonly text: string;
};

/**
 * The commands of a stack's user that are wanted now: `rejoin` for a node that answers and follows nobody, or somebody else
 * than the primary; `reboot` where all nodes answer and none leads. None that the user has not given.
 */
export function wantedCommands(
  states: ReadonlyMap<string, Observation>,
  nodes: readonly NodeAddress[],
  { rejoin, reboot }: Stack['recovery'],
): WantedCommand[] {
  const answering = nodes.flatMap(({ name, host }) => {
    const state = states.get(name);
    return state ? [{ name, host, state }] : [];
  });
  const primary = primaryAmong(answering);
  if (primary === undefined) {
    const nobodyLeads =
      answering.length === nodes.length && answering.every(({ state }) => !state.acceptsWrites);
    const [first] = answering;
    return reboot !== undefined && nobodyLeads && first
      ? [
          {
            node: first.name,
            primary: '',
            what: 'reboot',
            command: reboot,
            text: 'all nodes answer, and none leads',
          },
        ]
      : [];
  }
  if (rejoin === undefined) return [];
  const leader = answering.find(({ name }) => name === primary);
  return answering.flatMap(({ name, state }) => {
    const why = name === primary ? undefined : astray(state, [primary, leader?.host ?? primary]);
    return why === undefined
      ? []
      : [{ node: name, primary, what: 'rejoin' as const, command: rejoin, text: `${name} ${why}` }];
  });
}

/** Why a node is no part of its cluster; undefined for one that is, and for one whose replication ended in an error. */
function astray({ source, group }: Observation, leader: readonly string[]): string | undefined {
  if (group && group.state !== 'OFFLINE') return undefined;
  if (group && !source) return 'is in no group';
  if (!source) return 'follows nobody';
  if (!leader.includes(source.host)) return `is to follow ${source.host}`;
  const isStopped = source.receiver === 'off' && source.receiverError === '' && source.applierError === '';
  return isStopped ? `does not receive from ${source.host}` : undefined;
}

/** Runs a command of the user's, and records when, how it ended and what it printed. @throws Error when it fails */
export async function runCommand(
  drill: ClusterDrill,
  wanted: Pick<WantedCommand, 'node' | 'primary' | 'what' | 'command'>,
  withinMs: number,
): Promise<void> {
  const { node, primary, what, command } = wanted;
  const startedAtMs = drill.clock.nowMs();
  const { exitCode, output } = await runStackCommand(command, drill.cluster, {
    variables: { HA_DRILL_NODE: node, HA_DRILL_PRIMARY: primary },
    deadlineMs: withinMs,
    signal: drill.signal,
  });
  const tookMs = drill.clock.nowMs() - startedAtMs;
  const end = exitCode === null ? 'was ended' : `ended with exit code ${exitCode}`;
  const said = output === '' ? '' : `: ${output}`;
  drill.say('harness-note', `${what} of ${node}: ${command} ${end} after ${formatMs(tookMs)}${said}`, {
    node,
    data: { command, exitCode, output, tookMs },
  });
  if (exitCode !== 0) throw new Error(`${command} ${end}${said}`);
}

import type { ReplicationName } from '../engine/replication/kinds.ts';
import { type FailoverToolName, failoverToolNames, failoverTools } from '../failover/list.ts';
import type { FailoverTool } from '../failover/types.ts';
import { type Entry, listed } from './entry.ts';
import type { GuessedProgram } from './guess-programs.ts';
import type { Seen } from './seen.ts';
import type { WrittenService } from './written-services.ts';

/** Who fails over. */
export function guessFailover(
  replication: ReplicationName,
  programs: readonly GuessedProgram[],
  facts: { readonly nodes: readonly WrittenService[]; readonly all: readonly WrittenService[] },
  seen: Pick<Seen, 'httpPorts' | 'nodes' | 'primary'> | undefined,
): Entry {
  if (replication.startsWith('group-replication')) {
    return { key: 'failover', value: { tool: 'group' }, reasons: ['The members of the group elect.'] };
  }
  const [first] = programs;
  if (first === undefined) return nobody(replication, facts.nodes);
  const alike = programs.filter(({ program }) => program === first.program);
  const others = programs.filter(({ program }) => program !== first.program);
  const services = alike.map(({ service }) => service);
  const tool: FailoverToolName = failoverToolNames.find((name) => name === first.program.tool) ?? 'other';
  const { look } = failoverTools[tool] as FailoverTool;
  const httpPorts = seen?.httpPorts;
  const port = httpPorts?.[first.service] ?? portOf(first, facts.all);
  return {
    key: 'failover',
    value: { tool, services, ...(look ? { port } : {}) },
    reasons: [
      ...alike.map(({ service, program, why }) => `${service} is ${program.label}: ${why}.`),
      ...(tool === 'other'
        ? ['What it does is seen from outside: this version does not read its words.']
        : []),
      ...(look && httpPorts
        ? [httpPorts[first.service] === undefined ? '' : `It answered HTTP at port ${port}.`]
        : []),
    ].filter((line) => line !== ''),
    findings: returning(seen),
    questions: [
      ...(first.program.label === 'keepalived'
        ? [
            'keepalived moves an address. Does a script of it make the replica writable, too? If nobody does, write `tool: none`.',
          ]
        : []),
      ...(look && httpPorts?.[first.service] === undefined
        ? [`is ${port} the port of its HTTP interface? It was not tried, or did not answer.`]
        : []),
      ...others.map(({ service, program }) => `${service} is ${program.label}. Which of them fails over?`),
    ],
  };
}

/** A primary that others have replaced comes back as it starts. */
function returning(seen: Pick<Seen, 'nodes' | 'primary'> | undefined): string[] {
  const leader = seen?.nodes.find(({ name }) => name === seen.primary);
  if (!leader?.setUp?.startsWritable) return [];
  return [
    `${leader.name} starts writable: no configuration of it says ${leader.state?.engine === 'mariadb' ? 'read_only' : 'super_read_only'}. Once another node leads, it comes back as a second primary, unless somebody keeps it from that.`,
  ];
}

/** The port that its configuration, its compose file or its makers name. */
function portOf({ service, program }: GuessedProgram, facts: readonly WrittenService[]): number {
  return portsOf(service, program.ports, facts)[0] ?? 80;
}

/** Ports at which a tool may be asked, the likeliest first. */
export function portsOf(
  service: string,
  usual: readonly number[],
  facts: readonly WrittenService[],
): readonly number[] {
  const own = facts.find(({ name }) => name === service);
  const said = (own?.files ?? []).flatMap(({ text }) =>
    [...text.matchAll(/"?(?:ListenAddress|http_port|api-port)"?\s*[:=]\s*"?[\w.*]*:?(\d{2,5})\b/gi)].map(
      ([, port]) => Number(port),
    ),
  );
  const declared = own?.ports ?? [];
  return [...new Set([...said, ...declared.filter((port) => usual.includes(port)), ...declared, ...usual])];
}

function nobody(replication: ReplicationName, facts: readonly WrittenService[]): Entry {
  if (replication === 'standalone') {
    return { key: 'failover', value: { tool: 'none' }, reasons: ['One server has nobody to fail over to.'] };
  }
  const restarting = facts
    .filter(({ restart }) => restart !== '' && restart !== 'no')
    .map(({ name }) => name);
  return {
    key: 'failover',
    value: { tool: 'none' },
    reasons: ['No service looks like a tool that fails over.'],
    findings: [
      restarting.length > 0
        ? `nobody is in charge of failover: nobody can write until a lost primary is back. A restart policy starts ${listed(restarting)} again where only the server died.`
        : 'nobody is in charge of failover: when the primary is lost, nobody can write until somebody acts.',
    ],
    questions: ['does a program outside of this compose file fail over? Drills do not see it.'],
  };
}

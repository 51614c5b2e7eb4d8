/** A drill as short as it can be, that asks for nothing that a busy machine could miss, and loses nothing. */
const scenarioOf = (name: string, topology: string, step: string) => `name: soak-${name}
question: Does this drill, again and again, leave nothing behind and end as it should?
topology: ${topology}
workload: { kind: ledger, rate: 50/s, writers: 4 }
baseline: { duration: 2s, maxErrors: 1, maxLatency: 60s }
method:
  - { at: 0s, phase: 1s, ${step} }
observe: 60s
recovery: { startAfter: 1s, deadline: 180s }
provision: { deadline: 240s }
objectives: { rpo-rows: <= 0, rto-service: <= 60s }
`;

/** The text of the scenario of each kind of drill. */
export const kinds: Readonly<Record<string, string>> = {
  kill: scenarioOf('kill', 'semisync', 'fault: kill, target: primary'),
  isolate: scenarioOf('isolate', 'semisync', 'fault: isolate, target: primary, for: 5s'),
  freeze: scenarioOf('freeze', 'standalone', 'fault: freeze, target: primary, for: 2s'),
  disk: scenarioOf('disk', 'semisync', 'fault: disk-full, target: replica, for: 2s'),
  group: scenarioOf('group', 'group-replication', 'fault: kill, target: primary'),
};

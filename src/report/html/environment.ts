import type { RunManifest } from '../../history/manifest.ts';
import { formatBytes, formatMs } from '../../units.ts';
import { rerunCommand } from '../rerun.ts';
import { formatCount } from '../text.ts';

/** With what the drill was run: versions, images, configuration, and how to run it again. */
export function environment(manifest: RunManifest) {
  const { environment: machine, tool, topology, clock, scenario } = manifest;
  return {
    facts: [
      fact('ha-drill', `${tool.version}${tool.commit === null ? '' : `, commit ${tool.commit}`}`),
      fact('MySQL', machine.mysql),
      fact('Docker Engine', machine.dockerEngine),
      fact('Linux kernel', machine.kernel),
      fact('Node.js', machine.nodejs),
      fact('Machine', `${machine.cpus} CPUs, ${formatBytes(machine.memoryBytes)} memory`),
      fact('Clock error', `at most ${formatMs(clock.errorMs)} (${clock.how})`),
      fact('Load', load(scenario)),
    ],
    services: topology.services,
    parameters: pairs(topology.parameters),
    variables: pairs(machine.variables),
    rerun: rerunCommand(manifest),
    judgeAgain: `ha-drill judge reports/${manifest.run}`,
    scenarioText: manifest.scenarioText,
    composeText: topology.composeText,
  };
}

function load({ workload }: RunManifest['scenario']): string {
  return (
    `${workload.kind}: ${formatCount(workload.rate)} writes/s on ${workload.writers} pooled connections, ` +
    `a probe every ${formatMs(workload.probeEvery)} with a deadline of ${formatMs(workload.probeDeadline)}`
  );
}

function fact(name: string, value: string) {
  return { name, value };
}

function pairs(record: Readonly<Record<string, string>>) {
  return Object.entries(record).map(([name, value]) => fact(name, value));
}

/** What else lies in the folder of a run. */
export const evidenceFiles = [
  fact('result.json', 'this judgement, for machines (format ha-drill/result/1)'),
  fact('junit.xml', 'the same for CI'),
  fact('summary.md', 'the same for pull requests'),
  fact('run.json', 'what was run, with which parts'),
  fact('history.ndjson.gz', 'every operation of the load, with its outcome'),
  fact('events.ndjson.gz', 'every event of harness, manager and Docker'),
  fact('samples.ndjson.gz', 'what every node said about itself, ten times a second'),
  fact('final/', 'every node’s rows at the end'),
  fact('logs/', 'the logs of the containers'),
] as const;

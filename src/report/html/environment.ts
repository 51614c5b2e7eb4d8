import { counted } from '../../evidence.ts';
import { formatBytes, formatMs } from '../../formats/units.ts';
import type { RecordedImage, RunManifest } from '../../history/manifest.ts';
import type { DrillRecord } from '../../history/record.ts';
import type { SelfSample } from '../../history/self-sample.ts';
import { standstillsOf } from '../../judge/measure/harness-trouble.ts';
import { rerunCommand } from '../rerun.ts';
import { formatCount } from '../text.ts';

/** With what the drill was run: versions, images, configuration, and how to run it again. */
export function environment(record: DrillRecord) {
  const { manifest } = record;
  const { environment: machine, tool, topology, clock, scenario } = manifest;
  return {
    facts: [
      fact('ha-drill', `${tool.version}${tool.commit === null ? '' : `, commit ${tool.commit}`}`),
      fact('Database server', machine.server),
      fact('Docker Engine', machine.dockerEngine),
      fact('Linux kernel', machine.kernel),
      fact('Node.js', machine.nodejs),
      fact('Machine', `${machine.cpus} CPUs, ${formatBytes(machine.memoryBytes)} memory`),
      fact('Clock error', `at most ${formatMs(clock.errorMs)} (${clock.how})`),
      fact('Load', load(scenario)),
      fact('Harness', harness(record)),
    ],
    services: topology.services,
    images: machine.images?.map(imageOf),
    parameters: pairs(topology.parameters),
    variables: pairs(machine.variables),
    rerun: rerunCommand(manifest),
    judgeAgain: `ha-drill judge reports/${manifest.run}`,
    scenarioText: manifest.scenarioText,
    composeText: topology.composeText,
    configured: topology.configured && {
      ...topology.configured,
      paths: topology.configured.paths.join(', '),
    },
  };
}

function load({ workload }: RunManifest['scenario']): string {
  return (
    `${workload.kind}: ${formatCount(workload.rate)} writes/s on ${workload.writers} pooled connections, ` +
    `a probe every ${formatMs(workload.probeEvery)} with a deadline of ${formatMs(workload.probeDeadline)}` +
    (workload.beside ?? [])
      .map(({ kind, rate }) => `; beside it ${kind}: ${formatCount(rate)} operations/s`)
      .join('')
  );
}

/** How the harness itself was: what it says bounds how far its numbers can be trusted. */
function harness(record: DrillRecord): string {
  const samples = record.harness ?? [];
  if (samples.length === 0) return 'how it was itself was not recorded';
  const most = (of: (sample: SelfSample) => number | null | undefined): number =>
    Math.max(0, ...samples.map((sample) => of(sample) ?? 0));
  const stills = standstillsOf(record);
  const longestMs = Math.max(0, ...stills.map(({ fromMs, toMs }) => toMs - fromMs));
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  return [
    `event loops at most ${formatMs(most((one) => one.loadDelayMs))} late (load) and ${formatMs(most((one) => one.conductorDelayMs))} (conductor)`,
    stills.length === 0
      ? `its control probe answered within ${formatMs(most((one) => one.control?.slowestMs))}`
      : `its control probe stood still ${counted(stills.length, 'time')}, ${formatMs(longestMs)} at most`,
    `in the worst second the CPUs were ${percent(most((one) => one.cpu?.busy))} busy, ${percent(most((one) => one.cpu?.steal))} stolen, and processes waited ${percent(most((one) => one.pressure?.cpuSome))} for the CPU, ${percent(most((one) => one.pressure?.ioSome))} for the disk`,
  ].join('; ');
}

/** One image: its shortest name, who runs it, and the packages in it. */
function imageOf({ id, names, usedBy, packages }: RecordedImage) {
  const list = Object.entries(packages ?? {});
  return {
    name: names[0] ?? id,
    id,
    usedBy: usedBy.join(', '),
    count: list.length,
    packages: packages === null ? undefined : list.map(([name, version]) => `${name} ${version}`).join(', '),
  };
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
  fact(
    'operations/',
    'every operation of each workload beside the ledger, and what each node has of it at the end',
  ),
  fact('events.ndjson.gz', 'every event of harness, manager and Docker'),
  fact('samples.ndjson.gz', 'what every node said about itself, ten times a second'),
  fact('harness.ndjson.gz', 'how the harness and its machine were, second by second'),
  fact('final/', 'every node’s rows at the end'),
  fact('logs/', 'the logs of the containers'),
] as const;

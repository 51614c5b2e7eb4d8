import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { main } from '../../../src/cli/main.ts';
import type { RunManifest } from '../../../src/history/manifest.ts';
import { repetitionSeed } from '../../../src/random.ts';
import { type LoadedScenario, loadScenario } from '../../../src/scenario/load.ts';
import { parameterValues } from '../../../src/topology/parameters.ts';
import { manifestOf } from '../../support/parts.ts';
import { plantRun } from '../../unit/compare/plant-runs.ts';

/**
 * ha-drill with a fake of the drill itself: `run` leaves the record and the result that a drill would leave, at once. All else is
 * as it is, a suite too, which starts this file again for each of its drills. RTO_MS says how long writes were out.
 */
async function fakeRun(words: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { out: text, repeat: text, topology: text, seed: text, set: { ...text, multiple: true } },
  });
  const [file = ''] = positionals;
  const there = values.topology === undefined ? [] : [`topology=${values.topology}`];
  const drill = await loadScenario(file, [...(values.set ?? []), ...there]);
  const topology = topologyOf(drill);
  const rtoMs = Number(process.env.RTO_MS);
  const verdict = rtoMs > 5000 ? ('fail' as const) : ('pass' as const);
  for (let index = 0; index < Number(values.repeat ?? 1); index += 1) {
    const seed = repetitionSeed(Number(values.seed ?? 1), index);
    const run = `run-${drill.scenario.name}-${seed}`;
    const planted = plantRun({ run, rto: rtoMs + (seed % 97), rpo: 0, failovers: 1, verdict });
    const folder = join(values.out ?? 'reports', run);
    await mkdir(folder, { recursive: true });
    const manifest = manifestOf({
      run,
      seed,
      scenario: JSON.parse(JSON.stringify(drill.scenario)),
      scenarioText: drill.text,
      scenarioFile: relative(process.cwd(), resolve(file)),
      topology,
      endedAtMs: 20_000,
    });
    const objectives = planted.result.objectives.map((one) => ({
      ...one,
      verdict: one.measure === 'rto-service' ? verdict : ('pass' as const),
    }));
    const result = {
      ...planted.result,
      objectives,
      seed,
      scenario: drill.scenario.name,
      topology: topology.name,
    };
    await writeFile(join(folder, 'run.json'), JSON.stringify(manifest));
    await writeFile(join(folder, 'result.json'), JSON.stringify(result));
  }
  return verdict === 'fail' ? 1 : 0;
}

function topologyOf({ scenario, topology }: LoadedScenario): RunManifest['topology'] {
  return {
    name: topology.name,
    title: topology.section.title,
    composeText: topology.composeText,
    parameters: parameterValues(topology, scenario.parameters),
    primaryAtStart: null,
    nodes: [...topology.section.nodes],
    services: [],
  };
}

if (process.argv[2] === 'run') process.exitCode = await fakeRun(process.argv.slice(3));
else await main(process.argv);

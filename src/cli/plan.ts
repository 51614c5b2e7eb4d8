import { Command } from 'commander';
import { policyEntries } from '../project/current.ts';
import { loadScenario } from '../scenario/load.ts';
import { planScenario } from '../scenario/plan.ts';
import { type ComposeOptions, hearsComposeOptions, requireSaidByFile } from './compose-options.ts';
import { collect, parseSeed, parseTopology, type TrustOption, trustOf, trustOption } from './options.ts';
import { print, tell } from './output.ts';
import { renderPlan } from './plan-text.ts';

type PlanOptions = { seed?: number; set: string[]; topology?: string; json?: boolean } & ComposeOptions &
  TrustOption;

/** `ha-drill plan`: what `run` would do with the same options, from the files alone. */
export function planCommand(): Command {
  return hearsComposeOptions(new Command('plan'))
    .description('show what a drill would do, without touching anything')
    .argument('<scenario...>', 'scenario files, or names of scenarios in `ha-drill list`')
    .option('--seed <n>', 'the seed of the random phases', parseSeed)
    .option('--set <key=value>', 'change a parameter of the topology or a key of the scenario', collect, [])
    .option('--topology <name>', 'plan for this topology instead of the one in the scenario', parseTopology)
    .option(...trustOption)
    .option('--json', 'print the plans as JSON')
    .action(async (files: string[], options: PlanOptions) => {
      const sets = [...options.set, ...(options.topology ? [`topology=${options.topology}`] : [])];
      const scenarios = await Promise.all(
        files.map((file) => loadScenario(file, sets, trustOf(options), policyEntries())),
      );
      requireSaidByFile(
        options,
        scenarios.map(({ topology }) => topology),
      );
      const plans = scenarios.map((loaded) => planScenario(loaded, options.seed ?? null));
      print(options.json ? JSON.stringify(plans, null, 2) : plans.map(renderPlan).join('\n\n'));
      if (!options.json) tell('Nothing was touched. The same options after `ha-drill run` do it.');
    });
}

import { Command } from 'commander';
import { type Checked, checkStack } from '../check/check-stack.ts';
import { type ExitName, exitCodes, worstExit } from '../exit-codes.ts';
import { loadTopology } from '../topology/load.ts';
import { renderChecked } from './check-text.ts';
import { type ComposeOptions, hearsComposeOptions, requireSaidByFile } from './compose-options.ts';
import { dockerWithImages } from './engine.ts';
import { listenForInterrupts } from './interrupt.ts';
import { frozenOption, type TrustOption, trustOf, trustOption } from './options.ts';
import { print, tell } from './output.ts';
import { tellTrusted } from './warnings.ts';

type CheckOptions = { json?: boolean; quiet?: boolean } & ComposeOptions & TrustOption;

/** `ha-drill check`: what is wrong with a stack before anything is broken. */
export function checkCommand(): Command {
  return hearsComposeOptions(new Command('check'))
    .description('bring up a copy of a stack, and tell what will hurt in an outage before anything is broken')
    .argument('<topology>', 'a file such as ha-drill.yml, its folder, or a folder in topologies/')
    .option(...trustOption)
    .option(...frozenOption)
    .option('--json', 'print the result as JSON')
    .option('--quiet', 'no progress on stderr')
    .addHelpText('after', exitsText)
    .action(async (name: string, options: CheckOptions) => {
      const { json, quiet } = options;
      const topology = await loadTopology(name, process.cwd(), trustOf(options));
      requireSaidByFile(options, [topology]);
      tellTrusted([topology]);
      const { docker, images } = await dockerWithImages([topology]);
      const interrupt = listenForInterrupts();
      const checked = await checkStack(topology, {
        docker,
        images,
        signal: interrupt.signal,
        tell: quiet ? () => undefined : tell,
      });
      interrupt.ignore();
      print(json ? JSON.stringify(checked, null, 2) : renderChecked(checked));
      process.exitCode = exitCodes[exitOf(checked)].code;
    });
}

/** A serious finding counts more than a copy that is not healthy: it tells why. */
export function exitOf({ findings, unhealthy }: Pick<Checked, 'findings' | 'unhealthy'>): ExitName {
  return worstExit([
    ...(findings.some(({ weight }) => weight === 'serious') ? (['fail'] as const) : []),
    ...(unhealthy === null ? [] : (['environment'] as const)),
  ]);
}

const exitsText = `
Exit codes:
    0  no finding is serious
    1  a finding is serious: lost writes, two primaries, or nobody can write
    3  the copy does not come up, or does not become healthy for another reason
   64  the topology is not valid`;

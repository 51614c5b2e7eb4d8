import { Command } from 'commander';
import { connectDocker } from '../docker/docker.ts';
import type { Leftovers } from '../docker/leftovers.ts';
import { clean } from '../drill/clean.ts';
import { print, tell } from './output.ts';

/** `ha-drill clean`: removes what earlier runs left; runs whose harness is alive are left alone. */
export function cleanCommand(): Command {
  return new Command('clean')
    .description('heal and remove whatever earlier runs left, also after kill -9 or a reboot')
    .option('--run <id>', 'only this run')
    .action(async (options: { run?: string }) => {
      const { removed, running } = await clean(
        await connectDocker(),
        (run) => !options.run || run === options.run,
      );
      for (const run of running) tell(`${run} is running: left alone`);
      for (const left of removed) print(describe(left));
      if (removed.length === 0) print('nothing to clean');
    });
}

export function describe(left: Leftovers): string {
  const { containers, networks, volumes } = left;
  return `removed ${left.run}: ${containers.length} containers, ${networks.length} networks, ${volumes.length} volumes`;
}

import { cp, glob, mkdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { runFolders } from '../compare/read-runs.ts';
import { readStatus, requireStatus, suiteStatusFile, writeStatus } from '../compare/suite-status.ts';
import { fromHere } from '../document/from-here.ts';
import { usageError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { renderComparison } from '../report/comparison/console.ts';
import { type FoundShard, mergeShards } from '../suite/merge.ts';
import { writeComparison } from './compare.ts';
import { print, tell } from './output.ts';
import { requireWritableFolder } from './places.ts';
import { renderStatus } from './suite-text.ts';

/** `ha-drill merge`: the shards of a suite as the one suite that they are. It judges nothing: that is `ha-drill gate`. */
export function mergeCommand(): Command {
  return new Command('merge')
    .description('join the shards of a suite, as if one machine had made all of it')
    .argument(
      '<folder...>',
      'the folder of each shard (the one with suite.json), or a folder of such folders',
    )
    .option('--out <folder>', 'where the folder of the whole suite is made', 'reports/merged')
    .action(async (folders: string[], { out }: { out: string }) => {
      await requireWritableFolder('--out', out);
      const found = (await Promise.all(folders.map(shardsIn))).flat();
      const { status, missing, count } = mergeShards(found);
      const whole = join(resolve(out), status.name);
      if ((await runFolders(whole)).length > 0)
        throw usageError(
          `${fromHere(whole)}: expected an empty folder, found runs`,
          'Name another one with --out.',
        );
      await mkdir(join(whole, 'runs'), { recursive: true });
      for (const { folder } of found) await copyRuns(folder, whole);
      await writeStatus(whole, status);
      if ((await runFolders(whole)).length > 0) print(`${renderComparison(await writeComparison(whole))}\n`);
      print(renderStatus(status));
      tell(`merged: ${fromHere(whole)}`);
      if (missing.length === 0) return;
      tell(`missing: ${missing.length === 1 ? 'shard' : 'shards'} ${missing.join(', ')} of ${count}`);
      process.exitCode = exitCodes.inconclusive.code;
    });
}

/** The shards in a folder, which is one itself or holds some, as downloaded artifacts do: at most three levels down. */
async function shardsIn(folder: string): Promise<FoundShard[]> {
  if (await readStatus(folder))
    return [{ folder, status: await requireStatus(join(folder, suiteStatusFile)) }];
  const paths = await Array.fromAsync(glob(`{*,*/*,*/*/*}/${suiteStatusFile}`, { cwd: folder }));
  if (paths.length === 0)
    throw usageError(`${folder}: expected the folder of a shard, found no ${suiteStatusFile} in it`);
  return Promise.all(
    paths.toSorted().map(async (path) => ({
      folder: join(folder, dirname(path)),
      status: await requireStatus(join(folder, path)),
    })),
  );
}

async function copyRuns(from: string, whole: string): Promise<void> {
  for (const folder of await runFolders(from))
    await cp(folder, join(whole, 'runs', basename(folder)), { recursive: true, errorOnExist: true });
}

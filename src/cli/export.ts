import { Command } from 'commander';
import { usageError } from '../errors.ts';
import { readRecord } from '../history/reader.ts';
import { appendHistory } from '../workload/append/edn.ts';
import { print } from './output.ts';

/** `ha-drill export`: the transactions of a record, for a checker that is not ours. */
export function exportCommand(): Command {
  return new Command('export')
    .description(
      'print the transactions of the workload append as EDN that Elle reads (elle.list-append/check)',
    )
    .argument('<run-folder>', 'a folder under reports/')
    .action(async (folder: string) => {
      const { beside = [] } = await readRecord(folder);
      const append = beside.find(({ workload }) => workload === 'append');
      if (!append)
        throw usageError(
          `${folder} has no operations of the workload append${beside.length > 0 ? `, only of ${beside.map(({ workload }) => workload).join(', ')}` : ''}`,
          'a scenario asks for it by `workload: { beside: [{ kind: append }] }`',
        );
      print(appendHistory(append.operations).join('\n'));
    });
}

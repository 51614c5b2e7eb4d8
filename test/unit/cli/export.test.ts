import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportCommand } from '../../../src/cli/export.ts';
import { txn } from '../../support/append.ts';
import { besideRecordOf } from '../../support/beside.ts';
import { emptyRecord } from '../../support/parts.ts';
import { writeRecord } from '../../support/write-record.ts';
import { invoke } from './invoke.ts';

test('the transactions of a record are printed, a line for each invocation and completion', async () => {
  const folder = join(await mkdtemp(join(tmpdir(), 'ha-drill-')), 'run');
  await writeRecord(folder, emptyRecord({ beside: [besideRecordOf('append', [txn(0, 'a1=1')])] }));
  const { stdout } = await invoke(exportCommand(), folder);
  expect(stdout).toBe(
    '{:index 0, :time 0, :type :invoke, :process 0, :f :txn, :value [[:append 1 1]]}\n' +
      '{:index 1, :time 5000000, :type :ok, :process 0, :f :txn, :value [[:append 1 1]]}\n',
  );
});

test('a record without such a workload is told so', async () => {
  const folder = join(await mkdtemp(join(tmpdir(), 'ha-drill-')), 'run');
  await writeRecord(folder, emptyRecord({ beside: [besideRecordOf('bank', [])] }));
  await expect(invoke(exportCommand(), folder)).rejects.toMatchObject({
    exit: 'usage',
    message: expect.stringContaining('no operations of the workload append, only of bank'),
  });
});

import { dockerWithImages } from '../../src/cli/engine.ts';
import { benchAppend } from './append.ts';
import { benchBringUp } from './bring-up.ts';
import { benchDrill } from './drill.ts';
import { benchFaults } from './faults.ts';
import { benchGenerator } from './generator.ts';
import { benchJudge } from './judge.ts';
import { benchReconcile } from './reconcile.ts';
import { benchRestore } from './restore.ts';
import { printTable, type Row } from './statistics.ts';

const benches: Record<string, () => Promise<Row[]>> = {
  judge: benchJudge,
  append: benchAppend,
  generator: benchGenerator,
  up: async () => {
    const { docker, images } = await dockerWithImages();
    return benchBringUp(docker, images);
  },
  drill: benchDrill,
  reconcile: benchReconcile,
  restore: async () => {
    const { docker, images } = await dockerWithImages();
    return benchRestore(docker, images);
  },
  faults: async () => {
    const { docker, images } = await dockerWithImages();
    return benchFaults(docker, images);
  },
};

const wanted = process.argv.slice(2);
const rows: Row[] = [];
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length === 0 || wanted.includes(name)) rows.push(...(await bench()));
}
printTable(rows);

import { collectAtOnce, collectOften } from '../../src/cli/collect-often.ts';
import { monotonicNowMs } from '../../src/clock.ts';

// As `ha-drill judge` does it, and `bin/ha-drill.cjs` before all else is read.
collectOften();
collectAtOnce();
const { judgeFolder } = await import('../../src/cli/judge-folder.ts');
const startedAtMs = monotonicNowMs();
const [, , folder = '', out = folder] = process.argv;
const result = await judgeFolder(folder, out);
const tookMs = monotonicNowMs() - startedAtMs;
const judgedOperations = result.latencies.reduce((sum, one) => sum + one.count, 0);
const maxRssBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(JSON.stringify({ judgedOperations, tookMs, maxRssBytes }));

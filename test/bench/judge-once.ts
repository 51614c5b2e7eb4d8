import { collectOften } from '../../src/cli/collect-often.ts';
import { judgeFolder } from '../../src/cli/judge-folder.ts';
import { monotonicNowMs } from '../../src/clock.ts';

collectOften();
const startedAtMs = monotonicNowMs();
const folder = process.argv[2] ?? '';
const result = await judgeFolder(folder, folder);
const tookMs = monotonicNowMs() - startedAtMs;
const judgedOperations = result.latencies.reduce((sum, one) => sum + one.count, 0);
const maxRssBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(JSON.stringify({ judgedOperations, tookMs, maxRssBytes }));

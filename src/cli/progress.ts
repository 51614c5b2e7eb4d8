import { monotonicNowMs } from '../clock.ts';
import type { Progress } from '../drill/drill.ts';
import { formatMs } from '../formats/units.ts';
import { visible } from './visible.ts';

/** Progress on stderr: a line a phase, and on a terminal one more line that shows what is going on. */
export function stderrProgress(options: {
  readonly quiet: boolean;
  readonly live: boolean;
}): Progress & { end(): void } {
  const startedAtMs = monotonicNowMs();
  let shown = false;
  const clear = (): void => {
    if (shown) process.stderr.write('\r\x1b[2K');
    shown = false;
  };
  const line = (text: string): void => {
    if (options.quiet) return;
    clear();
    process.stderr.write(`${formatMs(monotonicNowMs() - startedAtMs).padStart(8)}  ${visible(text)}\n`);
  };
  return {
    phase: line,
    note: (text) => line(`  ${text}`),
    live: (text) => {
      if (options.quiet || !options.live) return;
      clear();
      process.stderr.write(`${formatMs(monotonicNowMs() - startedAtMs).padStart(8)}  ... ${visible(text)}`);
      shown = true;
    },
    end: clear,
  };
}

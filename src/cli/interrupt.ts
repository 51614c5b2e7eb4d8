import { interruption } from '../drill/conduct.ts';
import { tell } from './output.ts';
import { onStray } from './strays.ts';

/**
 * The first Ctrl-C ends what is going on in order; the second ends the process at once. When the process that started
 * this one is gone (a suite that was killed), that counts as the first; so does a stray error, which is no interruption
 * but a failure.
 */
export function listenForInterrupts(): { readonly signal: AbortSignal; ignore(): void } {
  const controller = new AbortController();
  const inOrder = (cause: string): void => {
    tell(`\n${cause}: healing, removing the containers and reporting what there is. Again to leave at once.`);
    controller.abort(interruption(cause));
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      tell('Left as it is. Remove what remains: ha-drill clean');
      process.exit(130);
    }
    inOrder(signal);
  };
  const onOrphaned = (): void => {
    if (!controller.signal.aborted) inOrder('the end of the suite');
  };
  const forgetStrays = onStray((bug) => controller.abort(bug));
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal).on('disconnect', onOrphaned);
  if (process.connected === false) onOrphaned();
  return {
    signal: controller.signal,
    ignore: () => {
      forgetStrays();
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal).off('disconnect', onOrphaned);
    },
  };
}

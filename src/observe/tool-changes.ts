import type { DrillEvent } from '../history/schema.ts';
import type { ServiceLook } from '../history/service-look.ts';

/** A look that got an answer, and when it came (ms). */
export type Answer = { readonly look: ServiceLook; readonly answeredAtMs: number };

/**
 * Tells from consecutive looks at a failover tool, whose log is not understood, when it says that the primary is dead, whom
 * it has chosen, that another node leads, or why it fails nothing over. Returns what is to be called with every look at
 * every service of the tool. What held at the first look is no news. Services that do not act are not listened to.
 *
 * An event is stamped with the answer of the first look that says so. The tool said it at some time after the look before
 * that was asked (`data.notBeforeMs`); null where that one is not of the same service while it acted. That a node accepts
 * writes is for samples to tell: a tool may say so before it does.
 */
export function toolChanges(onEvent: (event: DrillEvent) => void): (service: string, answer: Answer) => void {
  const askedBefore = new Map<string, number>();
  let begun = false;
  /** The node that it says is dead. */
  let dead: string | null = null;
  /** The node that it said was dead, until another leads or it answers again. */
  let failed: string | null = null;
  let newestChoice = 0;
  let refused: string | null = null;

  return (service, { look, answeredAtMs }) => {
    const said = look.manager;
    if (look.role !== 'manager' || !said || said.failure === undefined) return;
    if (said.leads === false) {
      askedBefore.delete(service);
      return;
    }
    const notBeforeMs = askedBefore.get(service) ?? null;
    askedBefore.set(service, look.askedAtMs);
    const { failure, primary, problem } = said;
    const recovery = said.recovery ?? null;
    const choice = recovery?.successor ? recovery : null;
    const emit = (
      type: DrillEvent['type'],
      node: string,
      text: string,
      more: DrillEvent['data'] = {},
    ): void =>
      onEvent({
        atMs: answeredAtMs,
        source: 'harness',
        type,
        node,
        text,
        data: { service, notBeforeMs, ...more },
      });
    if (begun && failure && failure.node !== dead) {
      failed = failure.node;
      emit('failure-detected', failure.node, `${service} says ${failure.as} of ${failure.node}`);
    }
    if (begun && choice?.successor && choice.id > newestChoice && choice.of === failed) {
      emit('candidate-chosen', choice.successor, `${service} says that ${choice.successor} takes over`);
    }
    if (begun && failure && problem !== null && problem !== refused) {
      emit('failover-refused', failure.node, `${service} says: ${problem}`);
    }
    if (failed !== null && primary !== null && primary !== failed && !said.silent.includes(primary)) {
      emit('failover-completed', primary, `${service} holds ${primary} for the primary`);
      failed = null;
    }
    const isBack = failed !== null && failure === null && !said.silent.includes(failed);
    if (isBack && primary === failed) failed = null;
    dead = failure?.node ?? null;
    refused = failure ? problem : null;
    newestChoice = Math.max(newestChoice, choice?.id ?? 0);
    begun = true;
  };
}

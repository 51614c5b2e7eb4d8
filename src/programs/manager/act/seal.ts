import { messageOf } from '../../../errors.ts';
import { stopReceiver } from '../../mysql/receiver.ts';
import { readState } from '../../mysql/server-state.ts';
import type { Stopped } from '../decide/elect.ts';
import type { ActContext } from './context.ts';

const deadlineMs = 3000;

/**
 * Stops the receivers of all these nodes, at the same time, and asks each what it has. From then on none of them
 * acknowledges anything to anybody, and what they have does not grow. A node that does not answer is left out.
 */
export async function stopReceivers(context: ActContext, nodes: readonly string[]): Promise<Stopped[]> {
  const answers = await Promise.all(
    nodes.map(async (node): Promise<Stopped | undefined> => {
      try {
        return await context.node(node).run('stopping the receiver', deadlineMs, async (connection) => {
          await stopReceiver(connection);
          return { node, state: await readState(connection) };
        });
      } catch (error) {
        context.emit({
          type: 'repair-failed',
          node,
          text: `${node} is left out: its receiver could not be stopped (${messageOf(error)})`,
        });
        return undefined;
      }
    }),
  );
  return answers.filter((answer) => answer !== undefined);
}

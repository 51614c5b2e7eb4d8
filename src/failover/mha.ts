import type { ToldEvent } from '../formats/event-line.ts';
import type { FailoverTool } from './types.ts';

/** A line of its log, behind the stamp (ms of the kernel's monotonic clock) that the one who runs it puts before it. */
const stamped = /^(\d{1,15}\.\d{3}) \w{3} \w{3} +\d+ [\d:]{8} \d{4} - \[\w+\] *(.*)$/;

/** Its words, each with the server that it names; as version 0.58 has them. */
const words: readonly { readonly type: string; readonly said: RegExp; readonly text: string }[] = [
  {
    type: 'failure-detected',
    said: /^Master ([\w.-]+)\(.*\) is not reachable!/,
    text: 'MHA counts it as dead',
  },
  { type: 'candidate-chosen', said: /^New master is ([\w.-]+)\(/, text: 'MHA chose it' },
  {
    type: 'failover-completed',
    said: /^Master failover to ([\w.-]+)\(.*\) completed successfully/,
    text: 'MHA is done: it leads',
  },
];

/**
 * MHA, of which only the log speaks. Its manager ends after one failover. A promotion is told by the samples of the nodes:
 * that a server accepts writes stands nowhere in the log.
 */
export const mha: FailoverTool = {
  name: 'mha',
  description: 'MHA: a manager that works on the nodes by ssh',
  isProgram: true,
  forms: false,
  mends: false,
  tellsPromotions: false,
  eventOf: readLine,
};

function readLine(line: string): ToldEvent | undefined {
  const [, stamp, said = ''] = stamped.exec(line) ?? [];
  for (const word of stamp === undefined ? [] : words) {
    const [, node] = word.said.exec(said) ?? [];
    if (node !== undefined) return { type: word.type, node, text: word.text, monotonicMs: Number(stamp) };
  }
  return undefined;
}

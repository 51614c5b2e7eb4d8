import type { FinalState } from '../../history/record.ts';

type Rows = FinalState['rows'];

/** `writer 1 sequence 21`: how a row is named everywhere. */
export function keyText({ writer, sequence }: Rows, row: number): string {
  return `writer ${writer[row]} sequence ${sequence[row]}`;
}

/** `value 5 by server 1`: what else a row holds. */
export function contentText({ value, serverId }: Rows, row: number): string {
  return `value ${value[row]} by server ${serverId[row]}`;
}

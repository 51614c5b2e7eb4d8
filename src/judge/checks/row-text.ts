import type { FinalState } from '../../history/record.ts';

type Rows = FinalState['rows'];

/** `writer 1 sequence 21`: how a row is named everywhere. */
export function keyText(rows: Rows, row: number): string {
  return `writer ${rows.writer(row)} sequence ${rows.sequence(row)}`;
}

/** `value 5 by server 1`: what else a row holds. */
export function contentText(rows: Rows, row: number): string {
  return `value ${rows.value(row)} by server ${rows.serverId(row)}`;
}

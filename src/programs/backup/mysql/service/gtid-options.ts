import { messageOf, usageError } from '../../../../errors.ts';
import { parseGtidSet } from '../../../../formats/gtid.ts';

/** A GTID set. @throws DrillError (exit 64) for a text that is none */
export function gtidSet(text: string): string {
  try {
    parseGtidSet(text);
    return text;
  } catch (error) {
    throw usageError(messageOf(error));
  }
}

/** The GTID of one transaction. @throws DrillError (exit 64) for a text that is none */
export function oneGtid(text: string): string {
  if (/^[0-9a-f-]{36}:(?:[a-z_]\w*:)?\d+$/i.test(text)) return gtidSet(text);
  throw usageError(`Expected the GTID of one transaction, such as UUID:4685, found "${text}".`);
}
